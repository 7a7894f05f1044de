package io.mlcd.api;

/*
 * An object with an array beside it takes 48 + 8n bytes, and two allocations, where an object that has an id and the n scores
 * in fields takes 24 + 8n. So each size has a class; from four scores on a class serves two sizes, which wastes at most
 * 8 bytes and is still within 32 + 8n. A class extends the one of the size before, which puts all fields of an object
 * one after the other. Escape analysis could do as much only for callers that let no answer out.
 */
/** Predictions that differ in how many scores they have room for. */
final class HeldScores {
    private HeldScores() {}

    static Prediction of(Answers answers, long id, double[] scores) {
        return switch (scores.length) {
            case 1 -> new One(answers, id, scores);
            case 2 -> new Two(answers, id, scores);
            case 3 -> new Three(answers, id, scores);
            case 4, 5 -> new UpTo5(answers, id, scores);
            case 6, 7 -> new UpTo7(answers, id, scores);
            case 8, 9 -> new UpTo9(answers, id, scores);
            case 10, 11 -> new UpTo11(answers, id, scores);
            case 12, 13 -> new UpTo13(answers, id, scores);
            case 14, 15 -> new UpTo15(answers, id, scores);
            case 16, 17 -> new UpTo17(answers, id, scores);
            case 18, 19 -> new UpTo19(answers, id, scores);
            case 20, 21 -> new UpTo21(answers, id, scores);
            case 22, 23 -> new UpTo23(answers, id, scores);
            case 24, 25 -> new UpTo25(answers, id, scores);
            case 26, 27 -> new UpTo27(answers, id, scores);
            default -> new Many(answers, id, scores);
        };
    }

    /** The score at a position, 0 where there is none. */
    private static double at(double[] scores, int position) {
        return position < scores.length ? scores[position] : 0;
    }

    private static class One extends Prediction {
        private final double s0;

        One(Answers answers, long id, double[] scores) {
            super(answers, id);
            s0 = scores[0];
        }

        @Override
        double score(int position) {
            return s0;
        }
    }

    private static class Two extends One {
        private final double s1;

        Two(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s1 = scores[1];
        }

        @Override
        double score(int position) {
            return position < 1 ? super.score(position) : s1;
        }
    }

    private static class Three extends Two {
        private final double s2;

        Three(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s2 = scores[2];
        }

        @Override
        double score(int position) {
            return position < 2 ? super.score(position) : s2;
        }
    }

    private static class UpTo5 extends Three {
        private final double s3;
        private final double s4;

        UpTo5(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s3 = scores[3];
            s4 = at(scores, 4);
        }

        @Override
        double score(int position) {
            return position < 3 ? super.score(position) : position == 3 ? s3 : s4;
        }
    }

    private static class UpTo7 extends UpTo5 {
        private final double s5;
        private final double s6;

        UpTo7(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s5 = scores[5];
            s6 = at(scores, 6);
        }

        @Override
        double score(int position) {
            return position < 5 ? super.score(position) : position == 5 ? s5 : s6;
        }
    }

    private static class UpTo9 extends UpTo7 {
        private final double s7;
        private final double s8;

        UpTo9(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s7 = scores[7];
            s8 = at(scores, 8);
        }

        @Override
        double score(int position) {
            return position < 7 ? super.score(position) : position == 7 ? s7 : s8;
        }
    }

    private static class UpTo11 extends UpTo9 {
        private final double s9;
        private final double s10;

        UpTo11(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s9 = scores[9];
            s10 = at(scores, 10);
        }

        @Override
        double score(int position) {
            return position < 9 ? super.score(position) : position == 9 ? s9 : s10;
        }
    }

    private static class UpTo13 extends UpTo11 {
        private final double s11;
        private final double s12;

        UpTo13(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s11 = scores[11];
            s12 = at(scores, 12);
        }

        @Override
        double score(int position) {
            return position < 11 ? super.score(position) : position == 11 ? s11 : s12;
        }
    }

    private static class UpTo15 extends UpTo13 {
        private final double s13;
        private final double s14;

        UpTo15(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s13 = scores[13];
            s14 = at(scores, 14);
        }

        @Override
        double score(int position) {
            return position < 13 ? super.score(position) : position == 13 ? s13 : s14;
        }
    }

    private static class UpTo17 extends UpTo15 {
        private final double s15;
        private final double s16;

        UpTo17(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s15 = scores[15];
            s16 = at(scores, 16);
        }

        @Override
        double score(int position) {
            return position < 15 ? super.score(position) : position == 15 ? s15 : s16;
        }
    }

    private static class UpTo19 extends UpTo17 {
        private final double s17;
        private final double s18;

        UpTo19(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s17 = scores[17];
            s18 = at(scores, 18);
        }

        @Override
        double score(int position) {
            return position < 17 ? super.score(position) : position == 17 ? s17 : s18;
        }
    }

    private static class UpTo21 extends UpTo19 {
        private final double s19;
        private final double s20;

        UpTo21(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s19 = scores[19];
            s20 = at(scores, 20);
        }

        @Override
        double score(int position) {
            return position < 19 ? super.score(position) : position == 19 ? s19 : s20;
        }
    }

    private static class UpTo23 extends UpTo21 {
        private final double s21;
        private final double s22;

        UpTo23(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s21 = scores[21];
            s22 = at(scores, 22);
        }

        @Override
        double score(int position) {
            return position < 21 ? super.score(position) : position == 21 ? s21 : s22;
        }
    }

    private static class UpTo25 extends UpTo23 {
        private final double s23;
        private final double s24;

        UpTo25(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s23 = scores[23];
            s24 = at(scores, 24);
        }

        @Override
        double score(int position) {
            return position < 23 ? super.score(position) : position == 23 ? s23 : s24;
        }
    }

    private static class UpTo27 extends UpTo25 {
        private final double s25;
        private final double s26;

        UpTo27(Answers answers, long id, double[] scores) {
            super(answers, id, scores);
            s25 = scores[25];
            s26 = at(scores, 26);
        }

        @Override
        double score(int position) {
            return position < 25 ? super.score(position) : position == 25 ? s25 : s26;
        }
    }

    private static final class Many extends Prediction {
        private final double[] scores;

        Many(Answers answers, long id, double[] scores) {
            super(answers, id);
            this.scores = scores.clone();
        }

        @Override
        double score(int position) {
            return scores[position];
        }
    }
}
