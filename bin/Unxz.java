import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** Writes the tar inside the one .txz of a jar: {@code java -cp xz.jar Unxz.java IN.jar OUT.tar}. */
class Unxz {
    public static void main(String[] args) throws Exception {
        try (var jar = new ZipFile(args[0])) {
            var entry = jar.stream()
                    .filter(e -> e.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no .txz in " + args[0]));
            try (InputStream tar = new XZInputStream(jar.getInputStream(entry))) {
                Files.copy(tar, Path.of(args[1]));
            }
        }
    }
}
