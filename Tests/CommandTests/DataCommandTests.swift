import Foundation
import Testing

/// Models of CSV files as users see them: rows of the trace, the report, predictions.
@Suite struct DataCommandTests {
  static let root = ReadmeTests.root

  private func solve(_ file: String, _ options: String, in folder: String = DataCommandTests.root) throws -> ToolResult {
    try tzopt(["solve", file] + words(options), in: folder)
  }

  /// Words of a line; single quotes hold blanks together.
  private func words(_ line: String) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { i, part in
      i % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
  }

  private func table(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// At the start and at the end of each epoch a row has the metrics of the rows trained on and of those for validation.
  @Test func epochsOfBatches() throws {
    let options =
      "--target target --standardize --batch 100 --validation 0.2 --test-fraction 0.1 --chain 'adam | lr(1)' --steps 14 --format jsonl --seed 2"
    let objects = try solve("Problems/diabetes.csv", options).objects()
    // 442 rows: 44 for testing, 88 for validation, 310 in batches of 100.
    let rows = objects.dropLast()
    #expect(rows.map { $0["epoch"] as? Int } == [0, nil, nil, nil, 1, nil, nil, nil, 2, nil, nil, nil, 3, nil, nil])
    for row in rows {
      let metrics = row["metrics"] as? [String: Double]
      let isEnd = (row["step"] as? Int).map { $0 % 4 == 0 || $0 == 14 } ?? false
      #expect((metrics != nil) == isEnd)
      if isEnd { #expect(Set(metrics?.keys.map(\.self) ?? []) == ["train_loss", "train_r2", "validation_loss", "validation_r2"]) }
    }
    let last = try #require(objects.last)
    let end = try #require(last["metrics"] as? [String: Double])
    #expect(end["test_r2"] != nil && end["train_loss"] == (rows.last?["metrics"] as? [String: Double])?["train_loss"])
    #expect((last["model"] as? [String])?.first == "Problems/diabetes.csv: 310 rows, 10 features (age, sex, bmi, bp, s1, s2, s3, s4, …), target target, 88 rows for validation, 44 rows for testing")
    #expect((last["names"] as? [String])?.last == "b")
    let losses = rows.compactMap { ($0["metrics"] as? [String: Double])?["validation_loss"] }
    #expect(losses.count == 5 && (losses.last ?? 0) < losses[0])
  }

  /// Measuring changes neither the trajectory nor the counts.
  @Test(arguments: ["adam | lr(1)", "lbfgs | strongwolfe", "gaussnewton | lr(0.5)", "spsa | lr(1e-3)"])
  func measuringChangesNothing(_ chain: String) throws {
    for batch in ["", "--batch 64"] {
      let options = "--target target --standardize \(batch) --validation 0.25 --chain '\(chain)' --steps 20 --format jsonl"
      let quiet = try #require(try solve("Problems/diabetes.csv", options + " -q").objects().last)
      let loud = try #require(try solve("Problems/diabetes.csv", options).objects().last)
      for key in ["x", "evals", "best", "f", "status", "steps", "metrics"] {
        #expect((quiet[key] as? NSObject) == (loud[key] as? NSObject), "\(batch) \(key)")
      }
    }
  }

  /// Tables count in epochs and have columns for the metrics; CSV traces too; without batches every row is measured.
  @Test func columns() throws {
    let options = "--target species --model softmax --l2 0.1 --validation 0.2 --chain 'adam | lr(0.1)' --steps 40"
    let batches = try solve("Problems/iris.csv", options + " --batch 30")
    let header = try #require(batches.lines.first { $0.contains("seconds") })
    #expect(header.hasSuffix("train loss  valid. loss  valid. acc.   train acc."))
    let steps = batches.lines.drop { $0 != header }.dropFirst().prefix { !$0.hasPrefix("step-limit") }.compactMap { line in
      line.split(separator: " ").first.flatMap { Int($0) }
    }
    #expect(steps == Array(stride(from: 0, through: 40, by: 4)))
    #expect(batches.out.contains("\nmodel softmax, mean loss crossentropy, l2 0.1\nclasses: setosa, versicolor, virginica\n"))
    #expect(batches.out.contains("\n  coefficients\n    w[setosa,sepal_length] "))
    #expect(batches.out.contains("\n  validation accuracy  "))
    let csv = try solve("Problems/iris.csv", options + " --batch 30 --format csv")
    #expect(csv.lines[0].hasSuffix("seconds,train_loss,train_accuracy,validation_loss,validation_accuracy"))
    #expect(csv.lines[2].hasSuffix(",,,,") && !csv.lines[5].hasSuffix(","))
    #expect(csv.err.hasPrefix("Problems/iris.csv: 120 rows, 4 features"))
    let full = try solve("Problems/iris.csv", options + " --format jsonl").objects().dropLast()
    #expect(full.allSatisfy { $0["metrics"] != nil } && full.count == 41)
  }

  /// Predictions of a line are w·x + b, for each row of the file in its order, with what the row was for.
  @Test func predictionsOfALine() throws {
    try withFiles(["d.csv": "a,\"b, c\",y\n1,2,3\n2,1,5\n3,5,2\n4,4,9\n5,1,8\n6,0,12\n7,3,1\n8,5,5\n"]) { folder in
      let options = "--target y --validation 0.25 --test-fraction 0.25 --chain 'newton' --steps 3 --format jsonl -q --predict p.csv"
      let result = try solve("d.csv", options, in: folder)
      #expect(result.status == 0, "\(result.err)")
      let x = try #require(try result.objects().last?["x"] as? [Double])
      let rows = try table(folder + "/p.csv")
      #expect(rows[0] == ["row", "part", "y", "prediction"])
      #expect(rows.dropFirst().map { $0[0] } == (1...8).map(String.init))
      #expect(rows.dropFirst().map { $0[1] }.sorted() == ["test", "test", "train", "train", "train", "train", "validation", "validation"])
      let features: [(Double, Double)] = [(1, 2), (2, 1), (3, 5), (4, 4), (5, 1), (6, 0), (7, 3), (8, 5)]
      for (row, feature) in zip(rows.dropFirst(), features) {
        #expect(abs((Double(row[3]) ?? .nan) - (x[0] * feature.0 + x[1] * feature.1 + x[2])) < 1e-12)
      }
    }
  }

  /// Classes come with their probabilities; the likeliest is the prediction, and as many are right as the report says.
  @Test(arguments: ["iris species softmax", "breast_cancer benign logistic"]) func predictionsOfClasses(_ what: String) throws {
    let words = what.split(separator: " ")
    try withFiles([:]) { folder in
      let options = "--target \(words[1]) --model \(words[2]) --l2 0.1 --chain 'newton | backtracking' --format jsonl -q --predict \(folder)/p.csv"
      let last = try #require(try solve("Problems/\(words[0]).csv", options).objects().last)
      let rows = try table(folder + "/p.csv")
      let classes = rows[0].dropFirst(3).map { String($0.dropFirst(2).dropLast()) }
      #expect(rows[0].prefix(3) == ["row", String(words[1]), "prediction"] && classes.count == (words[0] == "iris" ? 3 : 2))
      var right = 0
      for row in rows.dropFirst() {
        let probabilities = row.dropFirst(3).compactMap { Double($0) }
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
        #expect(probabilities.max() == probabilities[classes.firstIndex(of: row[2]) ?? 0])
        right += row[1] == row[2] ? 1 : 0
      }
      let accuracy = try #require((last["metrics"] as? [String: Double])?["train_accuracy"])
      #expect(abs(Double(right) / Double(rows.count - 1) - accuracy) < 1e-12)
    }
  }

  /// Another file: columns in any order, without target, missing values by the means of the fit, levels that are known.
  @Test func predictionsForOtherRows() throws {
    let files = [
      "d.csv": "city,a,y\nRome,1,3\nOslo,2,1\nParis,4,4\nRome,5,1\n", "new.csv": "a,other,city\n1,x,Rome\n,x,Paris\n2,x,\n",
      "odd.csv": "a,city\n1,Roma\n", "less.csv": "city\nRome\n", "partly.csv": "city,y,a\nRome,,1\nOslo,7,2\n",
    ]
    try withFiles(files) { folder in
      func run(_ file: String) throws -> ToolResult {
        try solve(
          "d.csv", "--target y --missing mean --chain 'newton' --format jsonl -q --steps 3 --predict p.csv --predict-from \(file)", in: folder)
      }
      let x = try #require(try run("new.csv").objects().last?["x"] as? [Double])
      let (paris, rome, a, b) = (x[0], x[1], x[2], x[3])
      let rows = try table(folder + "/p.csv")
      #expect(rows[0] == ["row", "prediction"])
      for (row, known) in zip(rows.dropFirst(), [rome + a + b, paris + 3 * a + b, 0.25 * paris + 0.5 * rome + 2 * a + b]) {
        #expect(abs((Double(row[1]) ?? .nan) - known) < 1e-10)
      }
      #expect(try run("partly.csv").status == 0)
      #expect(try table(folder + "/p.csv").map { $0[1] } == ["y", "", "7.0"])
      let odd = try run("odd.csv")
      #expect(odd.status == 65 && odd.err == "error: 'odd.csv', row 1: 'Roma' is no level of 'city' in 'd.csv'\n  did you mean 'Rome'?\n")
      #expect(try odd.objects().count == 1, "the report stays")
      #expect(try run("less.csv").err == "error: 'less.csv' has no column 'a', a feature of 'd.csv'\n  its columns: city\n")
      #expect(try run("none.csv").status == 66)
    }
  }

  /// Rows of other files that are left out are said; classes that nobody needs may be unknown.
  @Test func rowsOfOtherFiles() throws {
    let files = [
      "d.csv": "g,a,y\nu,1,no\nv,2,yes\nu,3,yes\nv,4,no\n", "w.csv": "y,a,g\nmaybe,2,u\nno,,u\nyes,3,v\n", "v.csv": "y,a,g\nyes,2,u\nno,,v\n",
    ]
    try withFiles(files) { folder in
      func run(_ options: String) throws -> ToolResult {
        try solve("d.csv", "--target y --model logistic --l2 0.1 --chain newton --steps 5 --missing drop \(options)", in: folder)
      }
      let predicted = try run("--predict p.csv --predict-from w.csv")
      #expect(predicted.status == 0 && predicted.err == "'w.csv': missing: 1 row of 3 left out\n", "\(predicted.err)")
      #expect(try table(folder + "/p.csv").map { $0[0] + " " + $0[1] } == ["row y", "1 ", "3 yes"])
      let validated = try run("--validation v.csv --format jsonl")
      let model = try #require(try validated.objects().last?["model"] as? [String])
      #expect(model.contains("'v.csv': missing: 1 row of 2 left out"), "\(model)")
    }
  }

  /// The header of a pipe is read but once.
  @Test func formulaOverAPipe() throws {
    try withFiles(["d.csv": "x,y\n1,3\n2,5\n3,8\n"]) { folder in
      let result = try shell("cat '\(folder)/d.csv' | $TZOPT solve /dev/stdin --model 'y ~ a*x + b' --chain newton --steps 9 -q")
      #expect(result.status == 0, "\(result.err)")
    }
  }

  /// What cannot be written does not take the report with it.
  @Test(arguments: [("/no/such/p.csv", "No such file or directory"), ("/dev/full", "No space left on device")])
  func unwritablePredictions(_ path: String, _ reason: String) throws {
    let options = "--target species --model softmax --l2 0.1 --chain 'newton | backtracking' -q --predict \(path)"
    let result = try solve("Problems/iris.csv", options)
    #expect(result.status == 74)
    #expect(result.out.hasPrefix("converged: max |gradient| "))
    #expect(result.err == "error: cannot write the predictions to \(path): \(reason)\n")
  }

  /// Rows for validation may be a file; their classes and levels are those of the fit.
  @Test func validationFiles() throws {
    try withFiles(["d.csv": "g,a,y\nu,1,no\nv,2,yes\nu,3,yes\nv,4,no\n", "v.csv": "y,a,g\nyes,2,u\nno,5,v\n", "w.csv": "y,a,g\nmaybe,2,u\n"]) { folder in
      func run(_ file: String) throws -> ToolResult {
        try solve("d.csv", "--target y --model logistic --l2 0.1 --chain 'newton' --steps 5 --format jsonl --validation \(file)", in: folder)
      }
      let objects = try run("v.csv").objects()
      #expect((objects[0]["metrics"] as? [String: Double])?["validation_loss"] == 0.6931471805599453)
      #expect((objects.last?["model"] as? [String])?.first == "d.csv: 4 rows, 2 features (g=v, a), target y, 2 rows for validation from v.csv")
      #expect(try run("w.csv").err == "error: 'w.csv', row 1: 'maybe' is no class of 'y' in 'd.csv'\n  it has no, yes; leave out such rows, or fit to data that have it\n")
    }
  }

  /// A formula is a model too: losses, penalties, batches and predictions as for the others.
  @Test func formulas() throws {
    let chain = "--chain 'newton | backtracking' --format jsonl -q"
    let formula = try #require(
      try solve("Problems/stackloss.csv", "--model 'stackloss ~ a*airflow + b*watertemp + c*acidconc + d' --gtol 1e-6 \(chain)").objects().last)
    let linear = try #require(try solve("Problems/stackloss.csv", "--target stackloss --gtol 1e-6 \(chain)").objects().last)
    #expect(abs((formula["f"] as? Double ?? 0) - 8.515712457064696) < 1e-8)
    #expect(zip(formula["x"] as? [Double] ?? [], linear["x"] as? [Double] ?? []).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(formula["names"] as? [String] == ["a", "b", "c", "d"])
    let squares = try solve("Problems/stackloss.csv", "--model 'stackloss ~ exp(a*airflow/50) + b' --chain levenbergmarquardt(gaussnewton) -q")
    #expect(squares.status == 0, "\(squares.err)")
    let batch = try solve("Problems/stackloss.csv", "--model 'stackloss ~ a*airflow' --loss quantile(0.9) --l2 0.1 --batch 7 --chain 'adam | lr(0.01)' --steps 9 -q --predict -")
    #expect(batch.status == 0 && batch.lines.count == 23 && batch.lines[1] == "row,stackloss,prediction")
    let wrong = try solve("Problems/stackloss.csv", "--model 'stackloss ~ a*sine(airflow)' --chain newton")
    #expect(wrong.status == 65 && wrong.err.contains("unknown function 'sine'") && wrong.err.contains("^~~~"))
    #expect(try solve("Problems/stackloss.csv", "--model 'stackloss ~ a*airflow' --standardize --chain newton").status == 64)
    #expect(try solve("Problems/stackloss.csv", "--model 'stacklos ~ a*airflow' --chain newton").err.contains("did you mean 'stackloss'?"))
  }

  /// A hundred thousand rows of 20 features load in a tenth of what a million may take, 3 s and 600 MB, beside what the tool
  /// takes by itself.
  @Test func large() throws {
    let lines = (0..<1000).map { i in (0...20).map { j in "\(Double((i * 7919 + j * 104_729) % 1_000_003) / 1000)" }.joined(separator: ",") + "\n" }
    let text = (0...20).map { $0 == 20 ? "y" : "x\($0)" }.joined(separator: ",") + "\n" + String(repeating: lines.joined(), count: 100)
    try withFiles(["d.csv": text]) { folder in
      let used = try #require(usage([toolPath, "solve", folder + "/d.csv", "--target", "y", "--chain", "lr(1e-9)", "--steps", "1", "-q"]))
      #expect(used.seconds <= 0.3 && used.megabytes <= 60 + 20, "\(used)")
    }
  }
}
