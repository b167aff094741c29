import Language

/// A delimited text file with a header line: the names of its columns first, then, once it is known which are wanted as what, its
/// rows.
struct CSVFile {
  enum Content {
    case numbers
    case labels
    /// Numbers, if the first row that has a value there has a number; else labels.
    case either
    /// Numbers or texts, as the first row that has a value there says.
    case feature
    /// Labels of which none is a number.
    case texts
  }

  struct Request {
    /// The position in the header.
    let index: Int
    var content: Content
  }

  let path: String
  /// The names of the columns.
  let header: [String]
  /// More different labels than this in a column are an error: they are not classes.
  static let labelLimit = 1000

  var scanner: CSVScanner

  /// Opens the file and reads its header.
  init(path: String) throws(ProblemError) {
    self.path = path
    scanner = try CSVScanner(ByteSource(path: path))
    let start = scanner.source
    if start.count >= 2, start.window[0] &+ start.window[1] == 0xFD, start.window[0] == 0xFE || start.window[0] == 0xFF {
      throw ProblemError(.data, "'\(path)' is in UTF-16", hint: "save it as UTF-8")
    }
    guard try scanner.beginRecord() else {
      throw ProblemError(
        .data, "'\(path)' is empty", hint: "expected: a line with the names of the columns, then one line a row")
    }
    header = try CSVFile.readHeader(&scanner, path)
  }

  private static func readHeader(_ scanner: inout CSVScanner, _ path: String) throws(ProblemError) -> [String] {
    var names: [String] = []
    while true {
      do {
        names.removeAll()
        repeat { names.append(try scanner.field().text) } while try scanner.nextField()
        break
      } catch CSVScanner.Fault.needsMore {
        try scanner.refill()
      } catch {
        throw fault(error, "the header", path)
      }
    }
    if names.allSatisfy({ $0.isEmpty || number($0) != nil }) {
      throw ProblemError(
        .data, "'\(path)' has no header: its first line holds numbers",
        hint: "write the names of the \(names.count) column\(names.count == 1 ? "" : "s") into a line before it")
    }
    for (i, name) in names.enumerated() where !name.isEmpty {
      if let first = names[..<i].firstIndex(of: name) {
        throw ProblemError(
          .data, "'\(path)': columns \(first + 1) and \(i + 1) are both named '\(name)'", hint: "rename one of them")
      }
    }
    return names
  }

  static func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { Decimal.value(of: $0) }
  }

  static func fault(_ fault: CSVScanner.Fault, _ place: String, _ path: String) -> ProblemError {
    fault == .textAfterQuote
      ? ProblemError(
        .data, "'\(path)', \(place): text behind a closing quote",
        hint: "inside a quoted field a quote is written twice: \"\"")
      : ProblemError(.data, "'\(path)', \(place): a quoted field is not closed", hint: "close it with \"")
  }
}
