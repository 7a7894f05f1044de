package io.mlcd.api;

/*
 * An object with an array beside it takes 40 + 8n bytes, and two allocations, where an object that has the n scores in
 * fields takes 16 + 8n. So each size has a class; from four scores on a class serves three sizes, which wastes at most
 * 16 bytes and is still within 32 + 8n. A class extends the one of the size before, which puts all fields of an object
 * one after the other. Escape analysis could do as much only for callers that let no answer out.
 */
/** Predictions that differ in how many scores they have room for. */
final class HeldScores {
    private HeldScores() {}

    static Prediction of(Answers answers, double[] scores) {
        return switch (scores.length) {
            case 1 -> new One(answers, scores);
            case 2 -> new Two(answers, scores);
            case 3 -> new Three(answers, scores);
            case 4, 5, 6 -> new UpTo6(answers, scores);
            case 7, 8, 9 -> new UpTo9(answers, scores);
            case 10, 11, 12 -> new UpTo12(answers, scores);
            case 13, 14, 15 -> new UpTo15(answers, scores);
            case 16, 17, 18 -> new UpTo18(answers, scores);
            case 19, 20, 21 -> new UpTo21(answers, scores);
            case 22, 23, 24 -> new UpTo24(answers, scores);
            case 25, 26, 27 -> new UpTo27(answers, scores);
            default -> new Many(answers, scores);
        };
    }

    /** The score at a position, 0 where there is none. */
    private static double at(double[] scores, int position) {
        return position < scores.length ? scores[position] : 0;
    }

    private static class One extends Prediction {
        private final double s0;

        One(Answers answers, double[] scores) {
            super(answers);
            s0 = scores[0];
        }

        @Override
        double score(int position) {
            return s0;
        }
    }

    private static class Two extends One {
        private final double s1;

        Two(Answers answers, double[] scores) {
            super(answers, scores);
            s1 = scores[1];
        }

        @Override
        double score(int position) {
            return position < 1 ? super.score(position) : s1;
        }
    }

    private static class Three extends Two {
        private final double s2;

        Three(Answers answers, double[] scores) {
            super(answers, scores);
            s2 = scores[2];
        }

        @Override
        double score(int position) {
            return position < 2 ? super.score(position) : s2;
        }
    }

    private static class UpTo6 extends Three {
        private final double s3;
        private final double s4;
        private final double s5;

        UpTo6(Answers answers, double[] scores) {
            super(answers, scores);
            s3 = scores[3];
            s4 = at(scores, 4);
            s5 = at(scores, 5);
        }

        @Override
        double score(int position) {
            return position < 3 ? super.score(position) : position == 3 ? s3 : position == 4 ? s4 : s5;
        }
    }

    private static class UpTo9 extends UpTo6 {
        private final double s6;
        private final double s7;
        private final double s8;

        UpTo9(Answers answers, double[] scores) {
            super(answers, scores);
            s6 = scores[6];
            s7 = at(scores, 7);
            s8 = at(scores, 8);
        }

        @Override
        double score(int position) {
            return position < 6 ? super.score(position) : position == 6 ? s6 : position == 7 ? s7 : s8;
        }
    }

    private static class UpTo12 extends UpTo9 {
        private final double s9;
        private final double s10;
        private final double s11;

        UpTo12(Answers answers, double[] scores) {
            super(answers, scores);
            s9 = scores[9];
            s10 = at(scores, 10);
            s11 = at(scores, 11);
        }

        @Override
        double score(int position) {
            return position < 9 ? super.score(position) : position == 9 ? s9 : position == 10 ? s10 : s11;
        }
    }

    private static class UpTo15 extends UpTo12 {
        private final double s12;
        private final double s13;
        private final double s14;

        UpTo15(Answers answers, double[] scores) {
            super(answers, scores);
            s12 = scores[12];
            s13 = at(scores, 13);
            s14 = at(scores, 14);
        }

        @Override
        double score(int position) {
            return position < 12 ? super.score(position) : position == 12 ? s12 : position == 13 ? s13 : s14;
        }
    }

    private static class UpTo18 extends UpTo15 {
        private final double s15;
        private final double s16;
        private final double s17;

        UpTo18(Answers answers, double[] scores) {
            super(answers, scores);
            s15 = scores[15];
            s16 = at(scores, 16);
            s17 = at(scores, 17);
        }

        @Override
        double score(int position) {
            return position < 15 ? super.score(position) : position == 15 ? s15 : position == 16 ? s16 : s17;
        }
    }

    private static class UpTo21 extends UpTo18 {
        private final double s18;
        private final double s19;
        private final double s20;

        UpTo21(Answers answers, double[] scores) {
            super(answers, scores);
            s18 = scores[18];
            s19 = at(scores, 19);
            s20 = at(scores, 20);
        }

        @Override
        double score(int position) {
            return position < 18 ? super.score(position) : position == 18 ? s18 : position == 19 ? s19 : s20;
        }
    }

    private static class UpTo24 extends UpTo21 {
        private final double s21;
        private final double s22;
        private final double s23;

        UpTo24(Answers answers, double[] scores) {
            super(answers, scores);
            s21 = scores[21];
            s22 = at(scores, 22);
            s23 = at(scores, 23);
        }

        @Override
        double score(int position) {
            return position < 21 ? super.score(position) : position == 21 ? s21 : position == 22 ? s22 : s23;
        }
    }

    private static class UpTo27 extends UpTo24 {
        private final double s24;
        private final double s25;
        private final double s26;

        UpTo27(Answers answers, double[] scores) {
            super(answers, scores);
            s24 = scores[24];
            s25 = at(scores, 25);
            s26 = at(scores, 26);
        }

        @Override
        double score(int position) {
            return position < 24 ? super.score(position) : position == 24 ? s24 : position == 25 ? s25 : s26;
        }
    }

    private static final class Many extends Prediction {
        private final double[] scores;

        Many(Answers answers, double[] scores) {
            super(answers);
            this.scores = scores.clone();
        }

        @Override
        double score(int position) {
            return scores[position];
        }
    }
}
