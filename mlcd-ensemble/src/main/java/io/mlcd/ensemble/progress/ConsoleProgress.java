package io.mlcd.ensemble.progress;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One bar for each stage. */
final class ConsoleProgress implements Progress {
    private static final int WIDTH = 80;

    private final PrintStream out;
    private @Nullable ProgressBar bar;
    private String stage = "";

    ConsoleProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void on(Step step) {
        ProgressBar current = bar;
        if (current == null || !stage.equals(step.stage())) {
            end();
            current = new ProgressBarBuilder()
                    .setTaskName(step.stage())
                    .setInitialMax(step.total())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                    .build();
            bar = current;
            stage = step.stage();
        }
        if (step.score().isPresent()) {
            current.setExtraMessage(step.score().get().toString());
        }
        current.stepTo(step.done());
        if (step.finished()) {
            end();
        }
    }

    private void end() {
        ProgressBar current = bar;
        if (current != null) {
            current.close();
        }
        bar = null;
    }
}
