import Foundation
import Testing

/// `tzopt fit` as users meet it: reports, JSON lines, exit statuses, complaints.
@Suite struct FitCommandTests {
  static let decay = "t,y\n0,10.1\n1,6.2\n2,3.5\n3,2.4\n4,1.2\n5,0.9\n6,0.4\n7,0.35\n"

  private func fit(_ arguments: [String], _ table: String = decay) throws -> ToolResult {
    try withFiles(["d.csv": table]) { folder in try tzopt(["fit", "d.csv"] + arguments, in: folder) }
  }

  @Test("JSON lines: rows, then one object with the report")
  func jsonLines() throws {
    let result = try fit(["y ~ a*exp(-k*t)", "--start", "a=1,k=1", "--format", "jsonl"])
    #expect(result.status == 0, "\(result.err)")
    let objects = try result.objects()
    let last = try #require(objects.last)
    #expect(objects.count > 2 && objects.dropLast().allSatisfy { $0["step"] is Int && $0["f"] is Double })
    let steps = objects.dropLast().compactMap { $0["step"] as? Int }
    #expect(steps == Array(0...(steps.last ?? 0)) && last["steps"] as? Int == steps.last)
    #expect(last["status"] as? String == "converged" && last["df"] as? Int == 6)
    let coefficients = try #require(last["coefficients"] as? [String: [String: Any]])
    let a = try #require(coefficients["a"])
    let (value, error) = (try #require(a["value"] as? Double), try #require(a["stderr"] as? Double))
    let (t, low, high) = (try #require(a["t"] as? Double), try #require(a["low"] as? Double), try #require(a["high"] as? Double))
    #expect(abs(t - value / error) < 1e-9 * t && abs((high - low) / 2 / error - 2.4469118511449786) < 1e-9)
    for key in ["rss", "residual_sd", "r2", "cosine", "seconds"] { #expect(last[key] is Double, "\(key)") }
    #expect((last["correlation"] as? [[Double]])?.count == 2)
  }

  @Test("Quiet JSON is the object alone, csv the coefficients, and both are the same numbers")
  func formats() throws {
    let json = try fit(["y ~ a*exp(-k*t)", "--format", "jsonl", "--quiet"])
    let csv = try fit(["y ~ a*exp(-k*t)", "--format", "csv"])
    #expect(try json.objects().count == 1 && csv.lines.count == 3 && csv.lines[0] == "coefficient,value,stderr,t,low,high")
    let coefficients = try #require(try json.objects()[0]["coefficients"] as? [String: [String: Any]])
    for line in csv.lines.dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      #expect(Double(fields[1]) == coefficients[fields[0]]?["value"] as? Double)
    }
    #expect(csv.err.hasPrefix("converged: "))
  }

  @Test("The file may be the standard input, rows may be shown, the report may go to a file")
  func places() throws {
    let result = try tzopt(["fit", "-", "y ~ a*exp(-k*t)", "--every", "1"], stdin: FitCommandTests.decay)
    #expect(result.status == 0 && result.out.contains("max |g|") && result.out.contains("std. error"), "\(result.err)")
    try withFiles(["d.csv": FitCommandTests.decay]) { folder in
      let written = try tzopt(["fit", "d.csv", "y ~ a*exp(-k*t)", "-o", "report.txt"], in: folder)
      #expect(written.out.isEmpty && written.err.hasPrefix("converged: "))
      #expect(try String(contentsOfFile: folder + "/report.txt", encoding: .utf8).contains("residual sd"))
      let unwritable = try tzopt(["fit", "d.csv", "y ~ a*exp(-k*t)", "-o", "none/report.txt"], in: folder)
      #expect(unwritable.status == 74)
    }
  }

  @Test("Only a minimum with known errors is success", arguments: [
    ("x,y\n1,3\n2,5\n3,7\n4,9\n", ["y ~ a + b*x"], "exact-fit"),
    ("x,y\n1,3\n2,5\n3,7.5\n4,9\n", ["y ~ a*b*x", "--start", "a=1,b=1"], "rank-deficient"),
    ("x,y\n1,3\n2,5\n3,7.5\n4,9\n", ["y ~ (a + b)*x"], "rank-deficient"),
    ("x,y\n1,3\n2,5\n", ["y ~ a + b*x"], "underdetermined"),
    ("x,y\n1,3\n2,5\n", ["y ~ a + b*x + c*x^2"], "underdetermined"),
    ("x,y\n1,3\n2,5\n3,6\n", ["y ~ a*log(x - 2)"], "non-finite"),
    ("x,y\n1,3\n2,5\n3,6\n", ["y ~ a*exp(b*x)", "--start", "a=1,b=1e4"], "non-finite"),
    ("x,y\n1,3\n2,5\n3,6\n", ["y ~ a*exp(b*x)", "--start", "a=1,b=1", "--steps", "2"], "step-limit"),
    ("x,y\n1,3\n2,5\n3,6\n", ["y ~ a*exp(b*x)", "--start", "a=1,b=1", "--max-evals", "2"], "evaluation-limit"),
    ("x,y\n1,3\n2,5\n3,6\n4,9\n", ["y ~ a*x + b", "--start", "a=1,b=1", "--chain", "lr(10)"], "diverged"),
  ])
  func badly(_ table: String, _ arguments: [String], _ status: String) throws {
    let result = try fit(arguments + ["--format", "jsonl", "--quiet"], table)
    #expect(result.status == 1, "\(result.err)")
    let last = try #require(try result.objects().last)
    #expect(last["status"] as? String == status, "\(last["reason"] ?? "")")
    #expect((last["coefficients"] as? [String: [String: Any]])?.values.allSatisfy { $0["value"] is Double } == true)
    let text = try fit(arguments, table)
    #expect(text.status == 1 && text.out.contains("\n\(status)\n"))
  }

  @Test("What is wrong is said with what mends it", arguments: [
    (["y ~ a*exp(-k*q(t))"], 65, "unknown function 'q'"),
    (["y + 1"], 65, "expected a formula, found an expression"),
    (["y ~ a*exp(-k*t"], 65, "error: "),
    (["z ~ a*exp(-k*t)"], 65, "the file has no column 'z'"),
    (["y ~ t"], 64, "the formula has no coefficient to fit"),
    (["1 ~ a*t"], 65, "the response is a number, not a value for each row"),
    (["y ~ a*[1, 2]"], 65, "the model has 2 entries for 8 rows"),
    (["y ~ a*t", "--start", "b=1"], 64, "--start: the formula has no coefficient 'b'\n  its coefficients: a"),
    (["y ~ a*t", "--start", "t=1"], 64, "--start: 't' is a column of 'd.csv', not a coefficient"),
    (["y ~ a*t", "--fix", "a=1"], 64, "all coefficients are fixed"),
    (["y ~ a*t", "--start", "a=-1", "--bounds", "a=0:inf"], 64, "the start of 'a', -1, is not between its bounds 0:inf"),
    (["y ~ a*t", "--bounds", "a=3:1"], 64, "--bounds"),
    (["y ~ a*t", "--loss", "hubert"], 64, "--loss"),
    (["y ~ a*t", "--loss", "huber(1.5, scale=1e-200)"], 64, "--loss"),
    (["y ~ a*t", "--weights", "ww"], 65, "no column 'ww' (--weights)"),
    (["y ~ a*t", "--weights", "y", "--multistart", "0"], 64, "--multistart"),
    (["y ~ a*t", "--set", "lr=1"], 64, "--set lr=… fills a hole of --chain"),
    (["y ~ a*t", "--chain", "lbfgs | strongwolf"], 65, "did you mean 'strongwolfe'?"),
  ])
  func wrong(_ arguments: [String], _ status: Int, _ message: String) throws {
    let result = try fit(arguments)
    #expect(Int(result.status) == status && result.err.contains(message) && result.out.isEmpty, "\(result.status) \(result.err)")
  }

  @Test("Missing values are an error, or dropped where asked; a negative weight is an error")
  func missing() throws {
    let table = FitCommandTests.decay + "8,\nNA,0.1\n"
    let refused = try fit(["y ~ a*exp(-k*t)"], table)
    #expect(refused.status == 65 && refused.err.contains("2 missing values: 1 in 'y', 1 in 't'"), "\(refused.err)")
    let dropped = try fit(["y ~ a*exp(-k*t)", "--missing", "drop"], table)
    #expect(dropped.status == 0 && dropped.out.contains("2 rows with missing values left out"))
    let filled = try fit(["y ~ a*exp(-k*t)", "--missing", "mean"], FitCommandTests.decay + "NA,0.1\n?,0.2\n")
    #expect(filled.out.contains("2 missing values replaced by the mean of the column"), "\(filled.err)")
    // Nobody measured the mean, and a response or a weight is taken for measured.
    let response = try fit(["y ~ a*exp(-k*t)", "--missing", "mean"], table)
    #expect(response.status == 65 && response.err == "error: 'd.csv': 1 row without a response 'y'\n  --missing drop leaves them out\n")
    let weight = try fit(["y ~ a*t", "--weights", "w", "--missing", "mean"], "t,y,w\n1,2,1\n2,3,\n3,5,1\n")
    #expect(weight.status == 65 && weight.err.contains("1 row without a weight 'w'"), "\(weight.err)")
    let later = try fit(["y ~ a*t", "--weights", "w", "--missing", "drop"], "t,y,w\n1,,1\n2,3,-1\n3,5,1\n")
    #expect(later.status == 65 && later.err.contains("row 2: the weight -1 is negative"), "\(later.err)")
    let weights = try fit(["y ~ a*t", "--weights", "w"], "t,y,w\n1,2,1\n2,3,-1\n3,5,1\n")
    #expect(weights.status == 65 && weights.err.contains("row 2: the weight -1 is negative"))
    let unreadable = try tzopt(["fit", "none.csv", "y ~ a*t"])
    #expect(unreadable.status == 66)
  }

  @Test("The standard input is read but once")
  func onlyOnce() throws {
    let result = try tzopt(["fit", "-", "y ~ a*t", "--chain", "-"], stdin: FitCommandTests.decay)
    #expect(result.status == 64 && result.err.hasPrefix("error: The standard input can be read but once"), "\(result.err)")
  }

  @Test("A held bound is said and a multistart counted")
  func said() throws {
    let held = try fit(["y ~ a + b*t", "--start", "a=1,b=1", "--bounds", "b=0:inf", "--multistart", "5"])
    #expect(held.status == 0 && held.out.contains("held by its bound") && held.out.contains("5 starts: "), "\(held.out)")
    let robust = try fit(["y ~ a*exp(-k*t)", "--loss", "huber(1.5)"])
    #expect(robust.status == 0 && robust.out.contains("huber(1.5), scale"), "\(robust.out)")
  }
}
