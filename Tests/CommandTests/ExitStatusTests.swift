import Foundation
import Testing

/// Every exit status, and limits and interrupts as a process meets them.
@Suite struct ExitStatusTests {
  @Test(arguments: [
    (["--steps", "3"], "step-limit"), (["--max-evals", "5"], "evaluation-limit"), (["--f-target", "20"], "target-reached"),
    (["--gtol", "1000"], "converged"), (["--xtol", "10"], "converged"), (["--time", "0.02", "--steps", "100000000"], "time-limit"),
  ])
  func endsByARuleAreZero(_ arguments: [String], _ status: String) throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--quiet", "--format", "jsonl"] + arguments)
    #expect(result.status == 0)
    #expect(try result.objects().last?["status"] as? String == status)
  }

  @Test func divergedIsOneAndNamesStepAndModule() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e200)", "--quiet", "--format", "jsonl"])
    #expect(result.status == 1)
    let last = try #require(try result.objects().last)
    #expect(last["status"] as? String == "diverged")
    let reason = try #require(last["reason"] as? String)
    #expect(reason.contains("step 1") && reason.contains("'lr'"))
    #expect(last["f"] is NSNull, "JSON has no infinities")
    #expect((last["best"] as? [String: Any])?["step"] as? Int == 0)
  }

  @Test(arguments: [
    ["solve"], ["solve", "rosenbrock"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "-1"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "many"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--gtol", "-1"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--gtol", "nan"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--time", "0"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--max-evals", "0"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--every", "0"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--record", "y"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--format", "xml"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--dtype", "float16"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--seed", "-1"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--x0", "1,2,3"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--x0", "1,a"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--target", "y"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--set", "lr"],
    ["solve", "rosenbrok", "--chain", "lr(1e-4)"], ["solve", "--objective", "x^2", "--chain", "lr(1e-4)"], ["modules", "adm"],
    ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--dim", "0"], ["solve", "rosenbrock", "--chain", "lr(1e-4)", "--no-such-option"], ["nonsense"],
  ])
  func wrongCommandLinesAre64(_ arguments: [String]) throws {
    let result = try tzopt(arguments)
    #expect(result.status == 64, "\(arguments): \(result.err)")
    #expect(!result.err.isEmpty && result.out.isEmpty)
  }

  @Test(arguments: ["lr |", "adm", "lr(1", "lr(x=2)", "?lr", "lr(?lr)", "lr(1) | | lr(2)", "@nosuch", ""])
  func wrongChainsAre65(_ chain: String) throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", chain])
    #expect(result.status == 65, "\(chain): \(result.err)")
    #expect(result.err.hasPrefix("error: "))
  }

  @Test func aMisspeltModuleIsShownInItsPlace() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1) | adm"])
    #expect(result.err == """
      error: unknown module 'adm'
        lr(1) | adm
                ^~~ did you mean 'adam'?

      """)
  }

  @Test func unreadableDataAre66() throws {
    let result = try tzopt(["solve", "no/such.csv", "--target", "y", "--chain", "lr(1e-4)"])
    #expect(result.status == 66 && result.err.contains("no/such.csv"))
  }

  @Test(arguments: ["/dev/full", "/no/such/folder/file"])
  func unwritableOutputIs74(_ path: String) throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--format", "jsonl", "-o", path])
    #expect(result.status == 74 && result.err.hasPrefix("error: cannot write"))
  }

  @Test func aFullDiskOnStdoutIs74() throws {
    for format in ["table", "csv", "jsonl"] {
      #expect(try shell("$TZOPT solve rosenbrock --chain 'lr(1e-4)' --format \(format) > /dev/full").status == 74)
    }
    #expect(try shell("$TZOPT modules > /dev/full").status == 74)
  }

  @Test func aClosedPipeEndsQuietly() throws {
    for command in ["solve rosenbrock --chain 'lr(1e-9)' --steps 1000000 --format jsonl", "modules", "solve rosenbrock --chain 'lr(1e-4)'"] {
      let result = try shell("set -o pipefail; $TZOPT \(command) | head -n 1")
      #expect(result.status == 0 && result.err.isEmpty && result.lines.count <= 1, "\(command): \(result.err)")
    }
  }

  @Test func interruptPrintsWhatThereIs() throws {
    let result = try shell("""
      timeout 60 $TZOPT solve rosenbrock --chain 'lr(1e-12)' --steps 2000000000 --gtol 0 --every 1000000 --format jsonl & pid=$!
      sleep 0.4; kill -INT $pid; wait $pid; echo "exit $?"
      """)
    #expect(result.lines.last == "exit 130")
    let last = try JSONSerialization.jsonObject(with: Data(result.lines[result.lines.count - 2].utf8)) as? [String: Any]
    #expect(last?["status"] as? String == "interrupted")
    #expect(result.lines.count > 2, "rows that were due are there")
  }
}
