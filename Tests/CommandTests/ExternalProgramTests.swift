import Foundation
import Testing

/// Programs as objectives, written for sh and awk. `respond` is called with the numbers of x in `$x`, separated by commas.
private func program(_ respond: String, before: String = "", after: String = "") -> String {
  """
  n=0
  \(before)
  while read -r line; do
    n=$((n + 1)); echo $n >asked
    x=${line#*[}; x=${x%]*}
    \(respond)
  done
  \(after)
  """
}

/// f = Σ(x[i] − i)², without and with its gradient.
private let distance = #"printf '%s\n' "$x" | awk -F, '{ for (i = 1; i <= NF; i++) s += ($i - i)^2; printf "{\"f\":%.17g}\n", s }'"#
private let withGradient = #"""
  printf '%s\n' "$x" | awk -F, '{
    for (i = 1; i <= NF; i++) { s += ($i - i)^2; g = g (i > 1 ? "," : "") sprintf("%.17g", 2 * ($i - i)) }
    printf "{\"f\": %.17g, \"note\": {\"a\": [1, \"}\"]}, \"g\": [%s]}\n", s, g
  }'
  """#

@Suite struct ExternalProgramTests {
  private func solve(_ script: String, _ arguments: [String]) throws -> (result: ToolResult, files: (String) -> String) {
    try withFiles(["p.sh": script]) { folder in
      let result = try tzopt(["solve", "--command", "exec sh p.sh"] + arguments, in: folder)
      var read: [String: String] = [:]
      for name in ["asked", "ended", "id"] { read[name] = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
      return (result, { [read] in (read[$0] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) })
    }
  }

  private func isAlive(_ id: String) -> Bool { Int32(id).map { kill($0, 0) == 0 } ?? true }

  @Test func theExampleOfTheIssue() throws {
    let (result, file) = try solve(
      program(distance, after: "echo done >ended"), ["--dim", "3", "--chain", "spsa | lr(0.1)", "--steps", "60", "--quiet", "--format", "jsonl"])
    #expect(result.status == 0 && result.err == "")
    let last = try #require(try result.objects().last)
    #expect(last["f"] as? Double ?? 1 < 1e-6)
    let x = try #require(last["x"] as? [Double])
    #expect(zip(x, [1, 2, 3]).allSatisfy { abs($0 - $1) < 1e-3 })
    // The start, what the chain asked for, and the value at the end, which no module asked for.
    let counted = try #require((last["evals"] as? [String: Int])?["f"])
    #expect(Int(file("asked")) ?? 0 <= counted + 2)
    #expect(file("ended") == "done", "the program was told to end, and did so by itself")
  }

  /// One answer carries value and gradient, and the question at the start is the first evaluation of the run.
  @Test func gradients() throws {
    let (result, file) = try solve(
      program(withGradient), ["--dim", "3", "--chain", "bfgs | strongwolfe", "--quiet", "--format", "jsonl", "--record", "grad"])
    let last = try #require(try result.objects().last)
    #expect(last["status"] as? String == "converged")
    #expect(Int(file("asked")) == (last["evals"] as? [String: Int])?["f"])
  }

  @Test func lensesAndNoise() throws {
    let (result, _) = try solve(
      program(withGradient), ["--dim", "3", "--rotate", "--scale", "10", "--shift", "2", "--chain", "bfgs | strongwolfe", "--quiet"])
    #expect(result.status == 0 && result.out.hasPrefix("converged"))
    let noisy = try solve(program(distance), ["--dim", "2", "--noise", "0.1", "--chain", "spsa(h=0.5) | lr(0.05)", "--steps", "9"])
    #expect(noisy.result.out.contains("f without noise"))
  }

  @Test func chainsThatNeedGradients() throws {
    let (result, _) = try solve(program(distance), ["--dim", "3", "--chain", "adam | lr(0.1)"])
    #expect(result.status == 65)
    #expect(result.err == """
      error: 'adam' needs gradients, which exec sh p.sh does not give; put a gradient approximation before it: \
      fdm, randomizedfdm, spsa, rdsa, gaussiansmoothing, mezo or spsa1

      """)
  }

  /// All bits of a number go there and come back.
  @Test(arguments: ["0.30000000000000004", "-1.7976931348623157e+308", "5e-324", "0.1"]) func numbersRoundTrip(_ number: String) throws {
    let (result, _) = try solve(
      program(#"echo "{\"f\":$x}""#), ["--x0", number, "--steps", "0", "--chain", "spsa | lr(1)", "--quiet", "--format", "jsonl"])
    // The text itself: Foundation's reader of JSON loses a last bit now and then.
    #expect(result.out.contains("\"f\":\(number),"), "\(result.out) \(result.err)")
  }

  /// A request longer than a pipe holds.
  @Test func manyNumbers() throws {
    let (result, _) = try solve(
      program(#"echo "{\"f\":$n}""#), ["--dim", "30000", "--chain", "spsa | lr(1)", "--steps", "2", "--quiet"])
    #expect(result.status == 0 && result.out.hasPrefix("step-limit"), "\(result.err)")
  }

  /// What was computed until then is kept.
  @Test func aCrash() throws {
    let script = program("if [ $n = 6 ]; then echo 'out of licences' >&2; exit 3; fi; \(distance)")
    let arguments = ["--x0", "1,1,1", "--chain", "spsa | lr(0.1)"]
    let (json, _) = try solve(script, arguments + ["--quiet", "--format", "jsonl"])
    #expect(json.status == 1 && json.err == "out of licences\n")
    let last = try #require(try json.objects().last)
    #expect(last["status"] as? String == "failed")
    #expect((last["reason"] as? String)?.hasSuffix("the program 'exec sh p.sh' ended with status 3 (evaluation 6)") == true)
    let best = try #require(last["best"] as? [String: Any])
    let x = try #require(best["x"] as? [Double])
    let f = zip(x, [1.0, 2, 3]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs((best["f"] as? Double ?? .nan) - f) < 1e-9 && f <= 5)
    let (table, _) = try solve(script, arguments)
    #expect(table.out.contains("\n  best f ") && table.out.contains("\n  best x "))
  }

  @Test(arguments: [
    ("echo 'Starting'; cat", "answered 'Starting' where {\"f\":number} or {\"f\":number,\"g\":[…]} is expected (evaluation 1)"),
    ("echo '{\"f\":1,\"g\":[1,2]}'; cat", "answered with 2 derivatives for 3 numbers (evaluation 1)"),
    ("echo '{\"g\":[1,2,3]}'; cat", "answered without \"f\": '{\"g\":[1,2,3]}' (evaluation 1)"),
    ("echo '{\"f\":1.2.3}'; cat", "answered '{\"f\":1.2.3}' where"), ("echo '{\"f\":1'; cat", "answered '{\"f\":1' where"),
    ("exit 4", "ended with status 4 (evaluation 1)"), ("kill -9 $$", "was ended by signal 9 (evaluation 1)"),
    ("yes | tr -d '\\n'", "answered with a line that does not end ("), ("exec >&-; sleep 5", "closed its output (evaluation 1)"),
    ("sleep 50", "did not answer within 0.3 s (--timeout) (evaluation 1)"), ("./there_is_none", "ended with status 127 (evaluation 1)"),
  ])
  func wrongAtTheStart(_ script: String, _ message: String) throws {
    let (result, file) = try solve("echo $$ >id\n\(script)", ["--dim", "3", "--timeout", "0.3", "--chain", "spsa | lr(0.1)"])
    #expect(result.status == 65 && result.err.contains("error: the program 'exec sh p.sh' \(message)"), "\(result.err)")
    #expect(!isAlive(file("id")))
  }

  /// Later, the same is the end of the run.
  @Test(arguments: [
    ("echo oops", "failed", "answered 'oops' where"), ("sleep 50", "failed", "did not answer within 0.3 s (--timeout)"),
    ("echo '{\"f\":1}'", "failed", "gave a gradient before, and now none"),
    ("echo '{\"f\":2,\"g\":[1]}'; echo '{\"f\":1,\"g\":[1]}'", "failed", "wrote more than one line for one evaluation"),
    ("echo '{\"f\":NaN,\"g\":[0]}'", "diverged", "f is nan"), ("echo '{\"f\":null,\"g\":[0]}'", "diverged", "f is nan"),
    ("echo '{\"f\":0,\"g\":[Infinity]}'", "diverged", "not finite"),
  ])
  func wrongLater(_ answer: String, _ status: String, _ reason: String) throws {
    let script = program("if [ $n -gt 2 ]; then \(answer); else echo \"{\\\"f\\\":$n,\\\"g\\\":[1]}\"; fi", before: "echo $$ >id")
    let (result, file) = try solve(script, ["--dim", "1", "--timeout", "0.3", "--chain", "lr(0.1)", "--quiet", "--format", "jsonl"])
    let last = try #require(try result.objects().last)
    #expect(result.status == 1 && last["status"] as? String == status)
    #expect((last["reason"] as? String)?.contains(reason) == true, "\(last)")
    #expect((last["best"] as? [String: Any])?["f"] as? Double ?? .nan <= 1)
    #expect(!isAlive(file("id")))
  }

  /// The program is first asked at x0; the run is elsewhere, and what it shows as its best is a point of its own.
  @Test func anotherStart() throws {
    let (result, _) = try solve(
      program(distance), ["--x0", "1,2,3", "--start-scale", "10", "--chain", "spsa | lr(1e-9)", "--steps", "0", "--quiet", "--format", "jsonl"])
    let last = try #require(try result.objects().last)
    let f = try #require(last["f"] as? Double)
    #expect(f > 1)
    if let best = last["best"] as? [String: Any] { #expect(best["f"] as? Double == f) }
  }

  /// A line search that gets no number shrinks its step, but not for ever.
  @Test func nothingButNaN() throws {
    let script = program("if [ $n -gt 1 ]; then echo '{\"f\":NaN,\"g\":[0]}'; else echo '{\"f\":1,\"g\":[1]}'; fi")
    let (result, _) = try solve(script, ["--dim", "1", "--chain", "bfgs | backtracking", "--quiet", "--format", "jsonl"])
    let last = try #require(try result.objects().last)
    #expect(result.status == 1 && last["status"] as? String == "diverged", "\(last)")
    #expect((last["reason"] as? String)?.contains("nan") == true, "\(last)")
    #expect((last["best"] as? [String: Any])?["f"] as? Double ?? last["f"] as? Double == 1)
  }

  /// However the tool ends, the program and what it has started end with it.
  @Test(arguments: ["INT INT", "KILL", "TERM"]) func noOrphans(_ signals: String) throws {
    let script = "echo $$ >id; sleep 60 & echo $! >child; read -r line; echo '{\"f\":1}'; while :; do sleep 1; done"
    try withFiles(["p.sh": script]) { folder in
      let kills = signals.split(separator: " ").map { "kill -\($0) $tool; sleep 0.2" }.joined(separator: "; ")
      let result = try shell("""
        cd '\(folder)'; $TZOPT solve --command 'sh p.sh' --dim 1 --chain 'spsa | lr(1)' >/dev/null 2>&1 & tool=$!
        cd '\(folder)'; for i in 1 2 3 4 5 6 7 8 9 10; do [ -s child ] && break; sleep 0.1; done; sleep 0.3
        \(kills); for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do kill -0 $(cat child) 2>/dev/null || break; sleep 0.1; done
        sleep 0.3; for p in $tool $(cat id) $(cat child); do
          # A zombie has ended; who adopted it has not yet looked.
          case "$(cut -d' ' -f3 /proc/$p/stat 2>/dev/null)" in ''|Z) ;; *) echo "$p is left";; esac
        done
        """)
      #expect(result.out == "", "\(result.out)")
    }
  }

  /// Ctrl-C ends the run at an evaluation and shows what there is, without the unfinished step; the program does not see the signal.
  @Test func interrupt() throws {
    try withFiles(["p.sh": program(#"sleep 0.02; echo "{\"f\":$n}""#, after: "echo done >ended")]) { folder in
      let result = try shell("""
        cd '\(folder)'; $TZOPT solve --command 'sh p.sh' --dim 1 --chain 'spsa | lr(1)' --quiet & tool=$!
        for i in 1 2 3 4 5 6 7 8 9 10; do [ -s asked ] && break; sleep 0.1; done
        sleep 0.3; kill -INT $tool; wait $tool; echo "status $?"; cat ended
        """)
      #expect(result.out.contains("interrupted: after step ") && result.out.hasSuffix("status 130\ndone\n"), "\(result.out) \(result.err)")
    }
  }

  /// A program that hangs does not keep Ctrl-C waiting for --timeout.
  @Test func interruptOfAHang() throws {
    try withFiles(["p.sh": program(#"if [ $n = 3 ]; then sleep 30; fi; echo "{\"f\":$n}""#)]) { folder in
      let result = try shell("""
        cd '\(folder)'; $TZOPT solve --command 'sh p.sh' --dim 1 --chain 'spsa | lr(1)' --quiet & tool=$!
        sleep 1; begin=$(date +%s); kill -INT $tool; wait $tool; echo "status $? after $(($(date +%s) - begin))"
        """)
      #expect(result.out.contains("interrupted: after step "), "\(result.out) \(result.err)")
      #expect(result.lines.last?.firstMatch(of: #/^status 130 after [0-4]$/#) != nil, "\(result.out)")
    }
  }

  /// In a session a program that has ended is started again by the next run.
  @Test func aSessionGoesOnAfterACrash() throws {
    let script = program("if [ $n = 12 ]; then exit 3; fi; \(distance)")
    try withFiles(["p.sh": script]) { folder in
      let lines = ["problem \"command=exec sh p.sh\" x0=1,1", "chain spsa | lr(0.1)", "run 20", "reset", "step 2", "show status"]
      let result = try tzopt(["run", "-"], stdin: lines.joined(separator: "\n") + "\n", in: folder)
      #expect(result.out.contains("failed: ") && result.lines.last == "step 2" && result.status == 0, "\(result.out) \(result.err)")
    }
  }

  @Test(arguments: [
    (["--command", "./s", "--chain", "lr(1)"], "--command needs --dim, such as --dim 3, or --x0, such as --x0 0,0,0."),
    (["rosenbrock", "--command", "./s", "--dim", "2", "--chain", "lr(1)"], "--command takes the place of the problem 'rosenbrock': give one of them."),
    (["rosenbrock", "--timeout", "3", "--chain", "lr(1)"], "--timeout belongs to --command."),
    (["rosenbrock", "--noise-on", "value", "--chain", "lr(1)"], "--noise-on says where --noise is: give --noise, such as --noise 0.1."),
    (["rosenbrock", "--scale", "0.1", "--chain", "lr(1)"], "--scale must be a number from 1 on, not 0.1."),
    (["rosenbrock", "--batch", "3", "--chain", "lr(1)"], "rosenbrock is no sum over rows, so it has no batches"),
  ])
  func wrongOptions(_ arguments: [String], _ message: String) throws {
    let result = try tzopt(["solve"] + arguments)
    #expect(result.status == 64 && result.err.hasPrefix("error: \(message)\n"), "\(result.err)")
  }
}

/// Noise and batches at the command line.
@Suite struct NoiseCommandTests {
  /// The promise of every chain: recording and rows change nothing, and the same seed gives the same bits.
  @Test(arguments: ["spsa(h=0.1) | lr(1e-4)", "adam | lr(0.01)", "bfgs | backtracking"]) func sameBits(_ chain: String) throws {
    func end(_ arguments: [String]) throws -> NSObject? {
      let all = ["solve", "rosenbrock", "--noise", "0.2", "--chain", chain, "--steps", "12", "--format", "jsonl", "--gtol", "0"]
      return try tzopt(all + arguments).objects().last?["x"] as? NSObject
    }
    let plain = try end(["--quiet"])
    #expect(plain != nil)
    #expect(try plain == end(["--record", "x,grad,update"]))
    #expect(try plain == end(["--every", "1"]))
    #expect(try plain != end(["--quiet", "--seed", "1"]))
  }

  @Test func theReportSaysWhatTheNumberIs() throws {
    let result = try tzopt(["solve", "sphere", "--noise", "0.1", "--chain", "lr(0.1)", "--steps", "3"])
    #expect(result.out.contains("\n  f (one sample) ") && result.out.contains("\n  f without noise "))
    #expect(try tzopt(["solve", "minibatch_mlp", "--chain", "lr(0.1)", "--steps", "3"]).out.contains("\n  f of all rows "))
  }
}
