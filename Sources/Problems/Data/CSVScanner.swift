#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Walks through the fields of a delimited text file (RFC 4180, with `\n` or `\r\n`, a byte-order mark, and `,` `;` or tab).
///
/// A record is read as a whole or not at all: where the window ends inside one, `needsMore` is thrown, and after `refill` the record
/// is read again from its first byte.
struct CSVScanner {
  /// What is wrong with a record, apart from its contents.
  enum Fault: Error, Equatable {
    /// The window ends here.
    case needsMore
    case unclosedQuote
    case textAfterQuote
  }

  /// A field's bytes, trimmed of blanks; quotes and doubled quotes are undone.
  struct Field {
    let bytes: UnsafeBufferPointer<UInt8>
    let isQuoted: Bool
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  let source: ByteSource
  var delimiter: UInt8 = 0x2C
  /// The next byte to read.
  private(set) var cursor: UnsafePointer<UInt8>
  /// The line of the file on which the current record starts, from 1.
  private(set) var line = 1
  private var recordStart: UnsafePointer<UInt8>
  private var linesInRecord = 0

  init(_ source: ByteSource) throws(ProblemError) {
    self.source = source
    cursor = UnsafePointer(source.window)
    recordStart = cursor
    try source.refill(dropping: 0)
    if source.count >= 3, source.window[0] == 0xEF, source.window[1] == 0xBB, source.window[2] == 0xBF { cursor += 3 }
    recordStart = cursor
    delimiter = mostFrequentDelimiter()
  }

  private var windowEnd: UnsafePointer<UInt8> { UnsafePointer(source.window) + source.count }

  /// Goes to the next record that is not a blank line; false at the end of the file.
  mutating func beginRecord() throws(ProblemError) -> Bool {
    while true {
      line += linesInRecord
      linesInRecord = 0
      recordStart = cursor
      if cursor >= windowEnd {
        if source.isComplete { return false }
        try refill()
        continue
      }
      if cursor.pointee == 0x0A {
        cursor += 1
        linesInRecord = 1
        continue
      }
      if cursor.pointee == 0x0D {
        if cursor + 1 >= windowEnd, !source.isComplete {
          try refill()
          continue
        }
        if cursor[1] == 0x0A {
          cursor += min(2, windowEnd - cursor)
          linesInRecord = 1
          continue
        }
      }
      return true
    }
  }

  /// Reads more bytes; the record is to be read again from its start.
  mutating func refill() throws(ProblemError) {
    try source.refill(dropping: recordStart - UnsafePointer(source.window))
    cursor = UnsafePointer(source.window)
    recordStart = cursor
    linesInRecord = 0
  }

  /// The next field as a number, if it is one and stands plain between delimiters; the cursor stays where it is not.
  @inline(__always)
  mutating func plainNumber() -> Double? {
    guard let (value, end) = Decimal.scan(cursor), value.isFinite else { return nil }
    // Behind a number that the window cuts stands the window's line feed.
    guard end < windowEnd, end.pointee == delimiter || end.pointee == 0x0A || end.pointee == 0x0D && end[1] == 0x0A else {
      return nil
    }
    cursor = end
    return value
  }

  /// Goes over the delimiter behind a field; false where the record ends there.
  @inline(__always)
  mutating func nextField() throws(Fault) -> Bool {
    if cursor.pointee == delimiter {
      cursor += 1
      return true
    }
    let end = cursor.pointee == 0x0D ? cursor + 1 : cursor
    if end >= windowEnd, !source.isComplete { throw .needsMore }
    if end < windowEnd {
      cursor = end + 1
      linesInRecord += 1
    } else {
      cursor = windowEnd
    }
    return false
  }

  /// The next field; the cursor is then at the delimiter or the end of the record.
  mutating func field() throws(Fault) -> Field {
    var first = cursor
    while first.pointee == 0x20 || first.pointee == 0x09 && delimiter != 0x09 { first += 1 }
    if first.pointee == 0x22, first < windowEnd { return try quotedField(first + 1) }
    var end = first
    while end.pointee != delimiter, end.pointee != 0x0A { end += 1 }
    if end >= windowEnd, !source.isComplete { throw .needsMore }
    if end > first, end.pointee == 0x0A, end[-1] == 0x0D { end -= 1 }
    cursor = end
    while end > first, end[-1] == 0x20 || end[-1] == 0x09 { end -= 1 }
    return Field(bytes: UnsafeBufferPointer(start: first, count: end - first), isQuoted: false)
  }

  /// The field behind this opening quote.
  private mutating func quotedField(_ start: UnsafePointer<UInt8>) throws(Fault) -> Field {
    var (lines, doubled) = (0, 0)
    var p = start
    while true {
      guard p < windowEnd else { throw source.isComplete ? .unclosedQuote : .needsMore }
      if p.pointee == 0x22 {
        // A quote as the last byte of the window may be the first of two.
        if p + 1 >= windowEnd, !source.isComplete { throw .needsMore }
        if p[1] != 0x22 || p + 1 >= windowEnd { break }
        doubled += 1
        p += 1
      }
      if p.pointee == 0x0A { lines += 1 }
      p += 1
    }
    let bytes = UnsafeBufferPointer(start: start, count: p - start)
    p += 1
    while p.pointee == 0x20 { p += 1 }
    if p >= windowEnd, !source.isComplete { throw .needsMore }
    guard p.pointee == delimiter || p.pointee == 0x0A || p.pointee == 0x0D && p[1] == 0x0A else { throw .textAfterQuote }
    linesInRecord += lines
    cursor = p
    return Field(bytes: doubled == 0 ? bytes : source.copy(bytes, droppingEverySecondOf: 0x22), isQuoted: true)
  }

  /// Of `,` `;` and tab the one that the first line has most of, quoted text left out; `,` where it has none.
  private func mostFrequentDelimiter() -> UInt8 {
    var counts: [(delimiter: UInt8, count: Int)] = [(0x2C, 0), (0x3B, 0), (0x09, 0)]
    var isQuoted = false
    var p = cursor
    while p < windowEnd, isQuoted || p.pointee != 0x0A {
      if p.pointee == 0x22 { isQuoted.toggle() }
      if !isQuoted, let i = counts.firstIndex(where: { $0.delimiter == p.pointee }) { counts[i].count += 1 }
      p += 1
    }
    let most = counts.map(\.count).max() ?? 0
    return counts.first { $0.count == most }?.delimiter ?? 0x2C
  }
}
