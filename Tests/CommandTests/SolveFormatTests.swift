import Foundation
import Testing

/// The three formats, and what goes into them.
@Suite struct SolveFormatTests {
  @Test func jsonLinesHaveTheAgreedFields() throws {
    let result = try tzopt([
      "solve", "rosenbrock", "--chain", "Adam|LR( 0.1 )", "--steps", "5", "--format", "jsonl", "--record", "x,grad,update", "--seed", "3",
    ])
    #expect(result.status == 0 && result.err.isEmpty)
    let objects = try result.objects()
    #expect(objects.count == 7)
    for (k, object) in objects.dropLast().enumerated() {
      #expect(Set(object.keys) == ["step", "f", "grad_norm", "evals", "seconds", "x", "grad", "update"])
      #expect(object["step"] as? Int == k)
      #expect(Set((object["evals"] as? [String: Any] ?? [:]).keys) == ["f", "g", "hvp", "jac"])
    }
    let last = try #require(objects.last)
    #expect(Set(last.keys) == [
      "status", "reason", "steps", "f", "x", "best", "evals", "seconds", "chain", "problem", "seed", "dtype",
    ])
    #expect(last["status"] as? String == "step-limit" && last["steps"] as? Int == 5 && last["seed"] as? Int == 3)
    #expect(last["chain"] as? String == "adam | lr(0.1)" && last["problem"] as? String == "rosenbrock")
    #expect(last["dtype"] as? String == "float64")
    #expect(objects[5]["x"] as? [Double] == last["x"] as? [Double])
  }

  @Test func csvBodyIsPureAndTheStatusGoesToStderr() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "3", "--format", "csv", "--record", "x"])
    #expect(result.status == 0)
    #expect(result.lines.count == 5)
    #expect(result.lines[0].hasPrefix("step,f,grad_norm,evals_f,evals_g,evals_hvp,evals_jac,seconds,"))
    let fields = result.lines[0].split(separator: ",").count
    for line in result.lines { #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == fields) }
    #expect(result.err.hasPrefix("step-limit: 3 steps (--steps); step 3, f = "))
  }

  @Test func tableHasHeaderRowsAndReport() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "adam | lr(0.1)", "--steps", "50"])
    #expect(result.status == 0 && result.err.isEmpty)
    #expect(result.out.hasPrefix("rosenbrock: adam | lr(0.1)\n\n    step              f      max |g|  evals f  evals g    seconds\n"))
    #expect(result.out.contains("\nstep-limit: the limit of steps was reached before any criterion was met\n  50 steps (--steps)\n"))
    #expect(result.out.contains("evaluations   50 values, 50 gradients"))
    #expect(!result.out.contains("\u{1B}"), "no colour where there is no terminal")
  }

  @Test func colourOnATerminalUnlessNoColor() throws {
    let line = "script -qec \"$TZOPT solve rosenbrock --chain 'lr(1e-4)' --steps 1\" /dev/null"
    let coloured = try shell("unset NO_COLOR; TERM=xterm " + line)
    #expect(coloured.out.contains("\u{1B}[1;"), "\(coloured.err)")
    #expect(!(try shell("NO_COLOR=1 TERM=xterm " + line).out.contains("\u{1B}[1;")))
  }

  @Test func quietIsOneLine() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "3", "-q"])
    #expect(result.lines.count == 1 && result.out.hasPrefix("step-limit: "))
    let lines = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "3", "-q", "--format", "jsonl"])
    #expect(try lines.objects().count == 1)
  }

  @Test func everyChoosesRows() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "25", "--every", "10", "--format", "jsonl"])
    #expect(try result.objects().compactMap { $0["step"] as? Int } == [0, 10, 20, 25])
    let rare = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "25", "--every", "\(Int.max)", "--format", "csv"])
    #expect(rare.lines.count == 3)
  }

  @Test func recordingChangesNothingElse() throws {
    let arguments = ["solve", "rosenbrock", "--chain", "adam | lr(0.1)", "--steps", "40", "--format", "jsonl"]
    let plain = try #require(try tzopt(arguments + ["-q"]).objects().last)
    let recorded = try #require(try tzopt(arguments + ["--record", "x,grad,update"]).objects().last)
    for key in ["x", "evals", "best", "f", "status", "steps"] {
      #expect((plain[key] as? NSObject) == (recorded[key] as? NSObject), "\(key)")
    }
  }

  @Test func noStepsStillEvaluateTheStart() throws {
    let objects = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "0", "--format", "jsonl", "--record", "x"]).objects()
    #expect(objects.count == 2)
    #expect(objects[0]["step"] as? Int == 0 && objects[0]["x"] as? [Double] == [-1.2, 1])
    #expect(abs((objects[0]["f"] as? Double ?? 0) - 24.2) < 1e-12)
    #expect(objects[1]["status"] as? String == "step-limit")
    let there = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "0", "--x0", "1,1", "--format", "jsonl"]).objects()
    #expect(there.last?["status"] as? String == "converged")
  }

  @Test func outputGoesToAFile() throws {
    try withFiles([:]) { folder in
      let file = folder + "/run.jsonl"
      let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "2", "--format", "jsonl", "-o", file])
      #expect(result.status == 0 && result.out.isEmpty && result.err.hasPrefix("step-limit: "))
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 4)
    }
  }

  @Test(arguments: ["--x0=-1.1,2.5", "--x0 -1.1,2.5"])
  func startsMayBeNegative(_ option: String) throws {
    let arguments = option.split(separator: " ").map(String.init)
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1e-4)", "--steps", "0", "--format", "jsonl", "--record", "x"] + arguments)
    #expect(try result.objects().first?["x"] as? [Double] == [-1.1, 2.5])
  }
}
