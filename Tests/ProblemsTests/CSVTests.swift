import Glibc
import Numerics
import Optimization
import Testing

@testable import Problems

/// A file with these bytes, gone when this goes.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    var template = Array("/tmp/tzopt-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      try #require(written > 0)
      rest = rest.dropFirst(written)
    }
    close(descriptor)
  }

  convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

  deinit { unlink(path) }
}

/// The table of a text, all columns as what they are.
func readTable(_ bytes: [UInt8]) throws -> (header: [String], rows: [[String]]) {
  let file = try TemporaryFile(bytes)
  var csv = try CSVFile(path: file.path)
  let table = try csv.read(csv.header.indices.map { .init(index: $0, content: .either) }) { _, _ in "" }
  let rows = (0..<table.rowCount).map { row in
    table.columns.indices.map { column in
      let value = table.value(row, column)
      return table.columns[column].labels.map { value.isNaN ? "nan" : $0[Int(value)] } ?? "\(value)"
    }
  }
  return (csv.header, rows)
}

@Suite struct Decimals {
  /// Correctly rounded, whatever the number of digits: the parser's own arithmetic against the standard library's.
  @Test func agreesWithTheStandardLibrary() {
    var random = RandomSource(seed: 11)
    var texts = [
      "0", "-0", "+1", "1.", ".5", "-.25e1", "1e22", "1e23", "9007199254740993", "9007199254740992.5", "179769313486231570000e289",
      "4.9e-324", "2.2250738585072011e-308", "123456789012345678901234567890", "0.1e-27", "18446744073709551615e27",
      "18446744073709551615e-27", "1e-400", "9999999999999999999", "0.000000000000000000000000000001", "1e+5", "5E-3",
    ]
    for _ in 0..<200_000 {
      let digits = random.integer(below: 19) + 1
      var text = random.integer(below: 2) == 0 ? "-" : ""
      let point = random.integer(below: digits + 1)
      for i in 0..<digits {
        if i == point { text += "." }
        text += "\(random.integer(below: 10))"
      }
      if random.integer(below: 2) == 0 { text += "e\(random.integer(below: 80) - 40)" }
      texts.append(text)
      // The shortest text of a random double, as programs write them.
      texts.append("\(Double(bitPattern: random.nextUInt64() & 0x403F_FFFF_FFFF_FFFF))")
    }
    for text in texts {
      let own = text.utf8.withContiguousStorageIfAvailable { Decimal.value(of: $0) } ?? nil
      let standard = strtod(text, nil)
      if own?.bitPattern != standard.bitPattern { Issue.record("\(text): \(own ?? .nan) instead of \(standard)") }
    }
  }

  /// What is no number is none: it would be read as one silently.
  @Test(arguments: ["", "-", ".", "e5", "1e", "1e+", "--1", "1.2.3", "0x10", "inf", "nan", "1 2", "1,5", "١"])
  func rejects(_ text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { Decimal.value(of: $0) } == nil)
  }
}

@Suite struct CSVReading {
  /// One table in the forms that programs write it in.
  @Test(arguments: [
    "a,b c,d\n1,x,-2.5\n4,\"y, z\",1e3\n", "a,b c,d\r\n1,x,-2.5\r\n4,\"y, z\",1e3\r\n", "\u{FEFF}a,b c,d\n1,x,-2.5\n4,\"y, z\",1e3",
    "a;b c;d\n1;x;-2.5\n4;\"y, z\";1e3\n\n", "a\tb c\td\n1\tx\t-2.5\n4\ty, z\t1e3\n", "\"a\",\"b c\",\"d\"\n\"1\",\"x\",\"-2.5\"\n4,\"y, z\",\"1e3\"\r\n\r\n",
    " a , b c , d \n 1 , x , -2.5 \n 4 , \"y, z\" , 1e3 \n", "\n\na,b c,d\n\n1,x,-2.5\n\n4,\"y, z\",1e3\n",
  ]) func forms(_ text: String) throws {
    let (header, rows) = try readTable(Array(text.utf8))
    #expect(header == ["a", "b c", "d"])
    #expect(rows == [["1.0", "x", "-2.5"], ["4.0", "y, z", "1000.0"]])
  }

  /// Quotes are doubled inside quotes, and a quoted field may hold line feeds.
  @Test func quotes() throws {
    let (header, rows) = try readTable(Array("\"he said \"\"a\"\"\",b\n\"two\nlines\",\"\"\"\"\n\"\",q\"q\n".utf8))
    #expect(header == ["he said \"a\"", "b"])
    #expect(rows == [["two\nlines", "\""], ["nan", "q\"q"]])
  }

  /// What stands for a missing value.
  @Test func missing() throws {
    let (_, rows) = try readTable(Array("a,b\n1,\nNA,2\nNaN,3\n?,4\nnan,5\n,6\n7,NA\n".utf8))
    #expect(rows.map { $0[0] } == ["1.0", "nan", "nan", "nan", "nan", "nan", "7.0"])
    #expect(rows.map { $0[1] } == ["nan", "2.0", "3.0", "4.0", "5.0", "6.0", "nan"])
  }

  /// Records across the borders of the read window: files larger than it, fields longer than it, in any phase of the border.
  @Test(arguments: ["\n", "\r\n"]) func windows(_ lineEnd: String) throws {
    var random = RandomSource(seed: 2)
    var text = "a,b,c\(lineEnd)"
    var expected: [[String]] = []
    for i in 0..<60_000 {
      let word = String(repeating: "w", count: random.integer(below: 30)) + "\(i % 500)"
      let number = Double(random.nextUInt64() >> 40) / 1024
      text += i % 3 == 0 ? "\(number),\"\(word)\"\"\n,\",\(i)\(lineEnd)" : "\(number),\(word.prefix(3))\(i % 100),\(i)\(lineEnd)"
      expected.append(["\(number)", i % 3 == 0 ? "\(word)\"\n," : "\(word.prefix(3))\(i % 100)", "\(Double(i))"])
    }
    let file = try TemporaryFile(text)
    var csv = try CSVFile(path: file.path)
    // The texts are read by field, for there are more than a column of labels may have.
    let table = try csv.read([.init(index: 0, content: .numbers), .init(index: 2, content: .numbers)]) { _, _ in "" }
    #expect(table.rowCount == 60_000)
    for (i, row) in expected.enumerated() where "\(table.value(i, 0))" != row[0] || "\(table.value(i, 1))" != row[2] {
      Issue.record("row \(i)")
      break
    }
    let long = String(repeating: "long ", count: 600_000)
    let (_, rows) = try readTable(Array("a,b\(lineEnd)1,\"\(long)x\"\(lineEnd)2,y".utf8))
    #expect(rows == [["1.0", long + "x"], ["2.0", "y"]])
  }

  /// No sequence of bytes traps the reader.
  @Test func noise() throws {
    var random = RandomSource(seed: 4)
    let alphabet = Array("01,;\"\n\r a\t.e-".utf8) + [0, 0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<3000 {
      let bytes = (0..<random.integer(below: 40)).map { _ in alphabet[random.integer(below: alphabet.count)] }
      do { _ = try readTable(Array("x,y\n".utf8) + bytes) } catch is ProblemError {}
      do { _ = try readTable(bytes) } catch is ProblemError {}
    }
  }
}

/// A file and options, and all that is said about what is wrong.
struct BadData: Sendable, CustomTestStringConvertible {
  let text: String
  let said: String
  let change: @Sendable (inout DataOptions) -> Void
  var testDescription: String { said }

  init(_ text: String, _ said: String, _ change: @escaping @Sendable (inout DataOptions) -> Void = { _ in }) {
    self.text = text
    self.said = said
    self.change = change
  }

  static let all: [BadData] = [
    BadData("", "'data.csv' is empty\n  expected: a line with the names of the columns, then one line a row"),
    BadData("a,y\n", "'data.csv' has a header but no rows\n  write one line a row below the header"),
    BadData("1,2\n3,4\n", "'data.csv' has no header: its first line holds numbers\n  write the names of the 2 columns into a line before it"),
    BadData("a,a,y\n1,2,3\n", "'data.csv': columns 1 and 2 are both named 'a'\n  rename one of them"),
    BadData(
      ",a,y\n1,2,3\n4,5,6\n",
      "column 1 of 'data.csv' has no name\n  name it in the header, or choose columns: --features a"),
    BadData(
      "a,b,y\n1,2,3\n4,5\n",
      "'data.csv', row 2 (line 3): 2 fields, where the header has 3\n"
        + "  give every row one field a column; a missing value is an empty field"),
    BadData(
      "a,b,y\n\n1,2,3,4\n",
      "'data.csv', row 1 (line 3): 4 fields, where the header has 3\n"
        + "  give every row one field a column; a missing value is an empty field"),
    BadData(
      "a,b,y\n1,2,3\n4,five,6\n",
      "'data.csv', row 2 (line 3), column 'b': 'five' is not a number\n"
        + "  mend the field or take its values as categories (--categorical b), or leave it out: --features a"),
    BadData("a;y\n1,5;2\n", "'data.csv', row 1 (line 2), column 'a': '1,5' is not a number\n  write numbers with a decimal point: 1.5"),
    BadData("a,y\n1e999,2\n", "'data.csv', row 1 (line 2), column 'a': '1e999' is not a number\n"
      + "  mend the field or take its values as categories (--categorical a)"),
    BadData(
      "a,y\n1,dog\n2,cat\n",
      "'data.csv', row 1 (line 2), column 'y': 'dog' is not a number\n"
        + "  a linear model predicts numbers; --model softmax predicts classes"),
    BadData(
      "a,b,y\n1,,3\n4,NA,6\n", "'data.csv': column 'b' is empty\n  fill it, or leave it out: --features a"),
    BadData(
      "a,b,y\n1,,3\n?,5,6\n7,,9\n1,2,NaN\n",
      "'data.csv': 4 missing values: 1 in 'a', 2 in 'b', 1 in 'y'\n"
        + "  --missing drop leaves out such rows, --missing mean puts in the mean of the column"),
    BadData("a,y\n1,2\n2,\n", "'data.csv': 1 row without a target 'y'\n  --missing drop leaves them out") { $0.missing = .mean },
    BadData("a,y\n1,2\n2,\n", "'data.csv' has 1 row to fit\n  give at least two") { $0.missing = .drop },
    BadData("a,y\n1,2\n", "'data.csv' has 1 row to fit\n  give at least two"),
    BadData(
      "a,b,c,y\n1,2,5,3\n1,4,5,6\n",
      "'data.csv': 'a', 'c' cannot be standardized: all rows have the same value\n  leave out --standardize, or leave them out: --features b"
    ) { $0.standardize = true },
    BadData("age,weight,y\n1,2,3\n", "'data.csv' has no column 'wieght' (--target)\n  did you mean 'weight'?") { $0.target = "wieght" },
    BadData("age,weight,y\n1,2,3\n", "'data.csv' has no column 'q' (--features)\n  its columns: age, weight, y") { $0.features = ["q"] },
    BadData("a,y\n1,2\n", "which column of 'data.csv' is to be predicted?\n  --target, one of a, y") { $0.target = nil },
    BadData("a,y\n1,2\n", "'y' is the target and a feature\n  leave it out of --features") { $0.features = ["a", "y"] },
    BadData("a,y\n1,2\n", "the feature 'a' is given twice\n  give it once in --features") { $0.features = ["a", "a"] },
    BadData("y\n1\n2\n", "there is no column to predict 'y' from\n  name at least one in --features"),
    BadData("a,y\n\"1,2\n", "'data.csv', row 1 (line 2): a quoted field is not closed\n  close it with \""),
    BadData(
      "a,y\n\"1\"x,2\n",
      "'data.csv', row 1 (line 2): text behind a closing quote\n  inside a quoted field a quote is written twice: \"\""),
    BadData("a,y\n1,2\n3,4\n", "a batch of 3 rows is not possible\n  --batch is in 1...2, the rows to train on") { $0.batch = 3 },
    BadData("a,y\n1,2\n3,4\n", "a batch of 0 rows is not possible\n  --batch is in 1...2, the rows to train on") { $0.batch = 0 },
    BadData("a,y\n1,2\n3,4\n", "a test fraction of 1.5 is not possible\n  --test-fraction is in 0..<1") { $0.testFraction = 1.5 },
    BadData("a,y\n1,2\n3,4\n", "a test fraction of 0.5 leaves 1 row to train on\n  give a smaller --test-fraction") { $0.testFraction = 0.5 },
    BadData("a,y\n1,2\n3,4\n", "a validation fraction of 1 is not possible\n  --validation is in 0..<1") { $0.validation = .fraction(1) },
    BadData("a,y\n1,2\n3,4\n5,6\n", "test and validation rows leave 1 row to train on\n  give a smaller --validation") {
      ($0.validation, $0.testFraction) = (.fraction(0.3), 0.3)
    },
    BadData(
      "a,y\n1,2\n3,-4\n",
      "'data.csv', row 2: the target 'y' is -4\n  the poisson loss takes counts, which are at least 0"
    ) { $0.model = "poisson" },
    BadData("a,y\n1,2\n3,4\n", "'quantile(1)' is no quantile loss\n  its level is above 0 and below 1: quantile(0.9)") { $0.loss = "quantile(1)" },
    BadData("a,y\n1,2\n3,4\n", "'huber(0)' is no huber loss\n  its bound is finite and above 0: huber(1.5)") { $0.loss = "huber(0)" },
    BadData("a,y\n1,2\n3,4\n", "the loss mse takes no arguments\n  write --loss mse") { $0.loss = "mse(2)" },
    BadData(
      "a,y\n1,2\n3,4\n", "the loss poisson does not fit the model linear, which has mse, mae, huber, quantile, hinge\n  it fits --model poisson"
    ) { $0.loss = "poisson" },
    BadData("a,y\n1,2\n3,4\n", "--l2 -1 is no weight of a penalty\n  it is finite and at least 0") { $0.l2 = -1 },
    BadData("a,y\n1,2\n3,4\n", "unknown model 'liner'\n  did you mean 'linear'?") { $0.model = "liner" },
    BadData("a,y\n1,2\n3,4\n", "'linear |' is no model\n  models: linear, logistic, softmax, poisson, mlp(32, 16, activation=tanh), 'y ~ a*x + b'") { $0.model = "linear |" },
    BadData("a,y\n1,2\n3,4\n", "the model linear takes no arguments\n  write --model linear") { $0.model = "linear(3)" },
    BadData("a,y\n1,2\n3,4\n", "mlp: unknown activation 'tahn'\n  did you mean 'tanh'?") { $0.model = "mlp(3, activation=tahn)" },
    BadData("a,y\n1,2\n3,4\n", "mlp: '0' is no size of a layer\n  a layer has 1 to 1000000 units: mlp(32, 16)") { $0.model = "mlp(0)" },
    BadData(
      "a,y\n1,2\n3,4\n",
      "the model mlp(1000000, 1000000, activation=tanh) has 1000004000001 parameters\n"
        + "  at most 100000000 are possible: make its layers smaller"
    ) { $0.model = "mlp(1000000, 1000000)" },
    BadData("a,y\n1,2\n3,4\n", "mlp: '2.5' is no size of a layer\n  a layer has 1 to 1000000 units: mlp(32, 16)") { $0.model = "mlp(2.5)" },
    BadData(
      "a,y\n1,2\n3,4\n", "mlp has no parameter 'width'\n  it takes sizes of layers and activation: mlp(32, 16, activation=tanh)"
    ) { $0.model = "mlp(width=3)" },
    BadData("a,y\n1,2\n3,4\n", "unknown loss 'msee'\n  did you mean 'mse'?") { $0.loss = "msee" },
    BadData(
      "a,y\n1,2\n3,4\n", "the loss logistic does not fit the model linear, which has mse, mae, huber, quantile, hinge\n  it fits --model logistic"
    ) { $0.loss = "logistic" },
    BadData(
      "a,y\n1,a\n2,b\n3,c\n",
      "'data.csv': the target 'y' has 3 classes, 'a', 'b', 'c'; the logistic loss takes two\n  --model softmax takes more"
    ) { $0.model = "logistic" },
    BadData("a,y\n1,x\n2,x\n", "'data.csv': the target 'y' has one class, 'x'\n  choose a --target with at least two") { $0.model = "softmax" },
  ]
}

@Suite struct CSVErrors {
  /// The whole text of every error: what is wrong, where, and what mends it.
  @Test(arguments: BadData.all) func messages(_ bad: BadData) throws {
    let file = try TemporaryFile(bad.text)
    var options = DataOptions()
    options.target = "y"
    bad.change(&options)
    let error = #expect(throws: ProblemError.self) { try dataProblem(path: file.path, options: options) }
    #expect(error.map { named($0.description, file.path) } == bad.said)
  }

  private func named(_ text: String, _ path: String) -> String {
    text.split(separator: path, omittingEmptySubsequences: false).joined(separator: "data.csv")
  }

  /// Files that cannot be read are another kind of error, with the reason of the system.
  @Test func unreadable() {
    let missing = #expect(throws: ProblemError.self) { try dataProblem(path: "/no/such.csv", options: DataOptions()) }
    #expect(missing?.kind == .unreadable)
    #expect(missing?.message == "cannot read '/no/such.csv': No such file or directory")
    let folder = #expect(throws: ProblemError.self) { try dataProblem(path: "/tmp", options: DataOptions()) }
    #expect(folder?.kind == .unreadable)
    #expect(folder?.description == "cannot read '/tmp': Is a directory\n  give the path of a CSV file")
  }

  /// An endless file without lines ends in an error, not in the end of memory.
  @Test func endless() {
    let error = #expect(throws: ProblemError.self) { try dataProblem(path: "/dev/zero", options: DataOptions()) }
    #expect(error?.description == "'/dev/zero' has a record longer than 256 MB\n  give a text file with one line a row")
  }

  @Test func otherEncodings() throws {
    let file = try TemporaryFile([0xFF, 0xFE, 0x61, 0, 0x2C, 0])
    let error = #expect(throws: ProblemError.self) { try dataProblem(path: file.path, options: DataOptions()) }
    #expect(error?.message.hasSuffix("is in UTF-16") == true && error?.hint == "save it as UTF-8")
  }

  /// Too many different texts are not classes.
  @Test func tooManyClasses() throws {
    let file = try TemporaryFile("a,y\n" + (0..<2000).map { "\($0),\($0).5\n" }.joined())
    var options = DataOptions()
    options.target = "y"
    options.model = "softmax"
    let error = #expect(throws: ProblemError.self) { try dataProblem(path: file.path, options: options) }
    #expect(error?.hint == "that is too many for classes; --model linear predicts numbers")
  }

  /// Rows without a value are left out, or get the mean of what is there.
  @Test func missingValues() throws {
    let file = try TemporaryFile("a,b,y\n1,10,1\n,20,2\n5,NA,3\n6,30,6\n")
    var options = DataOptions()
    options.target = "y"
    options.missing = .drop
    #expect(try dataProblem(path: file.path, options: options).rowCount == 2)
    options.missing = .mean
    let problem = try dataProblem(path: file.path, options: options)
    #expect(problem.rowCount == 4)
    // With w = (1, 0), b = 0 the predictions are the first feature: 1, mean 4, 5, 6.
    let f = try problem.function().value(at: Vector([1, 0, 0]))
    #expect(isClose(f, (0 + 4 + 4 + 0) / 4, 1e-14))
  }

  /// Classes in order of numbers where all are numbers, else of text.
  @Test func orderOfClasses() throws {
    var options = DataOptions()
    options.target = "y"
    options.model = "softmax"
    let numbers = try TemporaryFile("a,y\n1,10\n2,9\n3,-1\n")
    #expect(try dataProblem(path: numbers.path, options: options).description[2] == "classes: -1, 9, 10")
    let texts = try TemporaryFile("a,y\n1,10\n2,9\n3,b\n")
    #expect(try dataProblem(path: texts.path, options: options).description[2] == "classes: 10, 9, b")
  }
}
