import Language

extension CSVFile {
  /// What ends the reading of a record before its end.
  private enum RecordError: Error {
    case fault(CSVScanner.Fault)
    /// So many fields instead of one for each column.
    case width(Int)
    case text(String, column: Int)
    case numberAmongTexts(String, column: Int)
    case tooManyLabels(column: Int)
  }

  /// Reads all rows; of the columns the requested ones, in the order of the request.
  ///
  /// - Parameters:
  ///   - labelHint: what to do about a column with too many different texts, given its place in the request.
  ///   - textHint: how to mend it that a column of numbers holds a text, or one of texts a number; its arguments are the column's
  ///     place in the request and the text.
  mutating func read(
    _ requests: [Request], labelHint: (Int) -> String = { _ in "that is too many for classes; --model linear predicts numbers" },
    textHint: (Int, String) -> String
  ) throws(ProblemError) -> Table {
    var contents = [Content?](repeating: nil, count: header.count)
    var places = [Int](repeating: 0, count: header.count)
    for (place, request) in requests.enumerated() {
      contents[request.index] = request.content
      places[request.index] = place
    }
    let table = Table(
      path: path, columns: requests.map { Table.Column(name: header[$0.index], labels: $0.content == .numbers ? nil : []) },
      expectedRows: expectedRows)
    while try scanner.beginRecord() {
      do throws(RecordError) {
        try readRecord(into: table, &contents, places)
        table.commitRow()
      } catch {
        let row = "row \(table.rowCount + 1) (line \(scanner.line))"
        switch error {
        case .fault(.needsMore): try scanner.refill()
        case .fault(let fault): throw CSVFile.fault(fault, row, path)
        case .width(let count):
          throw ProblemError(
            .data, "'\(path)', \(row): \(counted(count, "field")), where the header has \(header.count)",
            hint: "give every row one field a column; a missing value is an empty field")
        case .text(let text, let column):
          throw ProblemError(
            .data, "'\(path)', \(row), column '\(header[column])': '\(text.prefix(40))' is not a number",
            hint: textHint(places[column], text))
        case .numberAmongTexts(let text, let column):
          throw ProblemError(
            .data, "'\(path)', \(row), column '\(header[column])': '\(text.prefix(40))' is a number among texts",
            hint: textHint(places[column], text))
        case .tooManyLabels(let column):
          throw ProblemError(
            .data, "'\(path)': column '\(header[column])' has more than \(CSVFile.labelLimit) different values",
            hint: labelHint(places[column]))
        }
      }
    }
    if table.rowCount == 0 {
      throw ProblemError(.data, "'\(path)' has a header but no rows", hint: "write one line a row below the header")
    }
    for (place, request) in requests.enumerated() where contents[request.index] == .numbers { table.dropLabels(column: place) }
    return table
  }

  private mutating func readRecord(
    into table: Table, _ contents: inout [Content?], _ places: [Int]
  ) throws(RecordError) {
    let row = table.newRow()
    var column = 0
    while true {
      if column < contents.count, let content = contents[column] {
        if content == .numbers, let value = scanner.plainNumber() {
          row[places[column]] = value
        } else {
          let field = try nextField()
          let place = places[column]
          if CSVFile.isMissing(field) {
            row[place] = .nan
          } else if content != .labels, let value = Decimal.value(of: field.bytes), value.isFinite {
            if content == .texts { throw .numberAmongTexts(field.text, column: column) }
            row[place] = value
            if content != .numbers { contents[column] = .numbers }
          } else if content == .numbers || content == .feature && CSVFile.isNearlyNumber(field) {
            throw .text(field.text, column: column)
          } else {
            if content == .either { contents[column] = .labels }
            if content == .feature { contents[column] = .texts }
            row[place] = table.label(field.text, column: place)
            if table.labelCount(column: place) > CSVFile.labelLimit { throw .tooManyLabels(column: column) }
          }
        }
      } else {
        _ = try nextField()
      }
      column += 1
      do throws(CSVScanner.Fault) {
        if try !scanner.nextField() { break }
      } catch {
        throw .fault(error)
      }
    }
    if column != contents.count { throw .width(column) }
  }

  private mutating func nextField() throws(RecordError) -> CSVScanner.Field {
    do throws(CSVScanner.Fault) {
      return try scanner.field()
    } catch {
      throw .fault(error)
    }
  }

  /// Whether a field stands for a missing value: nothing, `NA`, `NaN` (in any case) or `?`.
  private static func isMissing(_ field: CSVScanner.Field) -> Bool {
    let bytes = field.bytes
    switch bytes.count {
    case 0: return true
    case 1: return bytes[0] == 0x3F
    case 2: return bytes[0] == 0x4E && bytes[1] == 0x41
    case 3: return bytes[0] | 0x20 == 0x6E && bytes[1] | 0x20 == 0x61 && bytes[2] | 0x20 == 0x6E
    default: return false
    }
  }

  /// Whether a text is a number with a decimal comma, or one beyond all bounds: a slip, not the name of a category.
  private static func isNearlyNumber(_ field: CSVScanner.Field) -> Bool {
    Decimal.value(of: field.bytes) != nil || decimalComma(field.text) != nil
  }

  /// The number of rows, estimated from the lengths of the first ones.
  private var expectedRows: Int {
    let source = scanner.source
    let lines = UnsafeBufferPointer(start: source.window, count: source.count).count { $0 == 0x0A }
    return lines == 0 ? 0 : Int(1.02 * Double(source.size) / Double(source.count) * Double(lines)) + 16
  }
}

/// `1 row`, `2 rows`; nouns that take more than an s give their plural.
public func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
