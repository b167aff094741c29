import Numerics
import Optimization
import Testing

@testable import Problems

/// Categories as one-hot features, missing values among them, and models without intercept. The minima are NumPy's.
@Suite struct Categories {
  private static let cities = "city,size,y\nRome,1,3\nOslo,2,1\nParis,3,4\nRome,4,1\nOslo,5,5\nParis,6,9\nRome,7,2\nOslo,9,6\n"

  private func problem(_ text: String, _ change: (inout DataOptions) -> Void = { _ in }) throws -> Problem {
    var options = DataOptions()
    options.target = "y"
    change(&options)
    let file = try TemporaryFile(text)
    return try dataProblem(path: file.path, options: options)
  }

  /// A column of texts is a category by itself; the first level is the baseline; all of it is said.
  @Test func byContent() throws {
    let problem = try problem(Categories.cities)
    #expect(problem.entryNames == ["w[city=Paris]", "w[city=Rome]", "w[size]", "b"])
    #expect(problem.description.contains("category city (it holds texts), 3 levels: Oslo, Paris, Rome; Oslo is the baseline"))
    let (f, x) = try newtonMinimum(problem)
    #expect(isClose(f, 2.3374558303886928, 1e-12))
    for (value, known) in zip(x.values, [2.8798586572438185, -1.3922261484098901, 0.4558303886925803, 1.5689045936395711]) {
      #expect(isClose(value, known, 1e-9))
    }
  }

  /// Without an intercept the first category keeps all levels: the same predictions, no baseline.
  @Test func withoutIntercept() throws {
    let problem = try problem(Categories.cities) { $0.intercept = false }
    #expect(problem.entryNames == ["w[city=Oslo]", "w[city=Paris]", "w[city=Rome]", "w[size]"])
    #expect(problem.description.contains("category city (it holds texts), 3 levels: Oslo, Paris, Rome"))
    #expect(problem.description[1].hasSuffix("no intercept"))
    let (f, x) = try newtonMinimum(problem)
    #expect(isClose(f, 2.3374558303886928, 1e-12) && isClose(x[0], 1.5689045936395691, 1e-9))
  }

  /// Numbers are categories where that is asked for, in the order of their size.
  @Test func byRequest() throws {
    let problem = try problem("zone,y\n10,1\n9,2\n10,4\n-1,3\n") { $0.categorical = ["zone"] }
    #expect(problem.entryNames == ["w[zone=9]", "w[zone=10]", "b"])
    #expect(problem.description.contains("category zone, 3 levels: -1, 9, 10; -1 is the baseline"))
  }

  /// What is missing gets the mean of its column: of a category the share of each level.
  @Test func missingLevels() throws {
    let text = "city,size,y\nRome,1,3\n,2,1\nParis,3,4\nRome,,1\nOslo,5,5\nParis,6,9\nRome,7,2\nOslo,9,6\n"
    let problem = try problem(text) { $0.missing = .mean }
    let (f, x) = try newtonMinimum(problem)
    #expect(isClose(f, 2.3674113441711953, 1e-12) && isClose(x[3], 2.612793482431271, 1e-9))
    #expect(problem.description.contains("missing: 2 values filled in by the mean of the column"))
    #expect(try self.problem(text) { $0.missing = .drop }.rowCount == 6)
  }

  /// Levels that no row to train on has are features of 0, also where features are standardized.
  @Test func levelsOfOtherRows() throws {
    let rows = (0..<30).map { "\($0 == 29 ? "rare" : ["a", "b"][$0 % 2]),\($0 % 7),\($0 % 5)\n" }
    for seed in 0..<UInt64(20) {
      let problem = try problem("g,x,y\n" + rows.joined()) {
        $0.standardize = true
        $0.testFraction = 0.4
        $0.seed = seed
      }
      let x = Vector(count: problem.layout.count)
      x.fill(0.5)
      #expect(problem.metrics(at: x).allSatisfy { $0.value.isFinite })
    }
  }

  /// Slips are not categories.
  @Test(arguments: [
    ("a,b,y\n1,two,3\n4,5,6\n", [], "'data.csv', row 2 (line 3), column 'b': '5' is a number among texts\n"
      + "  mend the field or take its values as categories (--categorical b), or leave it out: --features a"),
    ("a,b,y\n1,x,3\n4,x,6\n", ["a"], nil),
    ("a,y\n\"1,5\",3\n2,6\n", [], "'data.csv', row 1 (line 2), column 'a': '1,5' is not a number\n  write numbers with a decimal point: 1.5"),
    ("a,y\nu,3\nu,6\n", [], "'data.csv': no feature is left: each category has one level\n  name a feature with different values in --features"),
    ("a,y\n1,3\n2,6\n", ["c"], "'data.csv' has no column 'c' (--categorical)\n  the features: a"),
    ("a,y\n1,3\n2,6\n", ["y"], "'y' is the target, not a category to predict from\n  --model softmax takes a target's values as classes"),
  ] as [(String, [String], String?)])
  func refused(_ text: String, _ categorical: [String], _ said: String?) throws {
    let file = try TemporaryFile(text)
    var options = DataOptions()
    options.target = "y"
    options.categorical = categorical
    do {
      _ = try dataProblem(path: file.path, options: options)
      #expect(said == nil)
    } catch let error as ProblemError {
      #expect(error.description.replacing(file.path, with: "data.csv") == said)
    }
  }

  /// Names of columns in one text, as options take them.
  @Test(arguments: [["a", "b c"], ["a,b", "c"], ["\"q\"", "say \"x\", y"], ["a"]])
  func lists(_ names: [String]) { #expect(ColumnList.names(ColumnList.text(names)) == names) }

  /// Penalties leave intercepts alone, in every model.
  @Test(arguments: ["linear", "poisson", "mlp(2)"]) func penalties(_ model: String) throws {
    let text = "a,y\n1,1\n2,3\n3,2\n4,5\n"
    func value(_ l1: Double, _ l2: Double) throws -> (Double, Problem) {
      let fitted = try problem(text) { ($0.model, $0.l1, $0.l2) = (model, l1, l2) }
      return (try fitted.function().value(at: ones(fitted.layout.count)), fitted)
    }
    let (plain, unpenalized) = try value(0, 0)
    let weights = Double(zip(unpenalized.layout.segments, 0...).reduce(0) { $0 + ($1.0.name.hasPrefix("w") ? $1.0.count : 0) })
    let (ridge, lasso) = (try value(0, 0.25).0, try value(0.5, 0).0)
    #expect(isClose(ridge, plain + 0.25 * weights, 1e-13))
    #expect(isClose(lasso, plain + 0.5 * weights, 1e-13))
  }

  private func ones(_ count: Int) -> Vector {
    let x = Vector(count: count)
    x.fill(1)
    return x
  }
}
