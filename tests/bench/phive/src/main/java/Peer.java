import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.IValidationExecutorSet;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.peppol.PeppolValidation2026_05;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.xml.serialize.read.DOMReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;

/** For each folder named on a line of its input one line of JSON about the documents in it. */
public final class Peer {
  private final IValidationExecutorSet<IValidationSourceXML> rules;

  private Peer() {
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    PeppolValidation2026_05.init(registry);
    rules = registry.getOfID(PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_UBL_V3);
  }

  private String verdict(byte[] data) {
    var source = ValidationSourceXML.create("document", DOMReader.readXMLDOM(data));
    var found =
        ValidationExecutionManager.executeValidation(
            IValidityDeterminator.createDefault(), rules, source, Locale.ENGLISH);
    return found.containsAtLeastOneError() ? "invalid" : "valid";
  }

  private static long peakKilobytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  public static void main(String[] arguments) throws Exception {
    var peer = new Peer();
    var requests = new BufferedReader(new InputStreamReader(System.in));
    var beans = ManagementFactory.getOperatingSystemMXBean();
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      var queue = new ArrayList<byte[]>();
      try (var files = Files.list(Path.of(line))) {
        for (Path file : files.sorted().toList()) {
          queue.add(Files.readAllBytes(file));
        }
      }
      String verdict = "valid";
      long used = ((com.sun.management.OperatingSystemMXBean) beans).getProcessCpuTime();
      long start = System.nanoTime();
      for (byte[] data : queue) {
        verdict = peer.verdict(data).equals("valid") ? verdict : "invalid";
      }
      double taken = (System.nanoTime() - start) / 1e6 / queue.size();
      used = ((com.sun.management.OperatingSystemMXBean) beans).getProcessCpuTime() - used;
      System.out.printf(
          Locale.ROOT,
          "{\"verdict\": \"%s\", \"ms\": %f, \"cpu_ms\": %f, \"peak_mb\": %d}%n",
          verdict,
          taken,
          used / 1e6 / queue.size(),
          peakKilobytes() / 1024);
      System.out.flush();
    }
  }
}
