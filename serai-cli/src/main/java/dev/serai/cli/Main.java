package dev.serai.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the command and runs it. Ends with 0 when done, 1 when refused, 2 when the command line is wrong. */
public final class Main {
    private static final Map<String, Command> COMMANDS = Map.of(
            "call", new CallCommand(),
            "apply", new ApplyCommand(),
            "load", new LoadCommand(),
            "recount", new RecountCommand(),
            "repair", new RepairCommand(),
            "audit", new AuditCommand());

    private Main() {}

    /** One command: what it is told, and the exit code. */
    interface Command {
        int run(List<String> arguments, Path data) throws IOException, InterruptedException, Usage;
    }

    /** The command line is wrong; the message says how it goes. */
    static final class Usage extends Exception {
        private static final long serialVersionUID = 1L;

        Usage(String message) {
            super(message);
        }
    }

    static void main(String[] args) throws InterruptedException {
        System.exit(run(new ArrayList<>(List.of(args))));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        try {
            var data = data(arguments);
            var command = arguments.isEmpty() ? null : COMMANDS.get(arguments.removeFirst());
            if (command == null) {
                throw new Usage("commands: call, apply, load, recount, repair, audit");
            }
            return command.run(arguments, data);
        } catch (Usage e) {
            System.err.println("serai: " + e.getMessage());
            return 2;
        } catch (ConnectException e) {
            System.err.println("serai: nothing answers; start it with ./serai run");
            return 1;
        } catch (IOException e) {
            System.err.println("serai: " + e.getMessage());
            return 1;
        }
    }

    /** Takes {@code --data DIR} out of the arguments, wherever it stands. */
    private static Path data(List<String> arguments) throws Usage {
        var set = System.getenv("SERAI_DATA");
        var data = Path.of(set == null || set.isEmpty() ? "data" : set);
        int at = arguments.indexOf("--data");
        if (at >= 0) {
            if (at + 1 == arguments.size()) {
                throw new Usage("--data needs a folder after it");
            }
            data = Path.of(arguments.get(at + 1));
            arguments.subList(at, at + 2).clear();
        }
        return data;
    }
}
