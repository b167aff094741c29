#if canImport(Glibc)
  import Glibc
#endif

/// What a program answers: a JSON object with the number `f` and, if it has one, the list `g`. Other members are passed over;
/// `NaN`, `Infinity` and `-Infinity`, which many programs write though JSON has none, are read, and null is NaN.
struct ExternalAnswer {
  let f: Double
  let g: [Double]?

  /// What is wrong with an answer, as the end of a sentence that begins with the program.
  struct Fault: Error {
    let message: String
  }
}

extension ExternalAnswer {
  init(reading line: UnsafeBufferPointer<UInt8>, entries: Int) throws(Fault) {
    var reader = JSONReader(line)
    guard let (f, g) = reader.answer() else {
      throw Fault(message: "answered \(ExternalAnswer.excerpt(line)) where {\"f\":number} or {\"f\":number,\"g\":[…]} is expected")
    }
    guard let f else { throw Fault(message: "answered without \"f\": \(ExternalAnswer.excerpt(line))") }
    if let g, g.count != entries {
      throw Fault(message: "answered with \(counted(g.count, "derivative")) for \(counted(entries, "number"))")
    }
    self.f = f
    self.g = g
  }

  /// The beginning of a line in quotes, without control characters.
  private static func excerpt(_ line: UnsafeBufferPointer<UInt8>) -> String {
    let shown = line.prefix(60).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
    return "'\(String(decoding: shown, as: UTF8.self))\(line.count > 60 ? "…" : "")'"
  }
}

/// Reads one JSON object of numbers and lists of numbers; everything else is passed over.
private struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private static let deepest = 100

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The members f and g; nil where the text is no object, or these are no number and no list of numbers.
  mutating func answer() -> (f: Double?, g: [Double]?)? {
    var f: Double?
    var g: [Double]?
    guard take("{") else { return nil }
    if !take("}") {
      repeat {
        guard let name = string(), take(":") else { return nil }
        if name == "f" {
          guard let value = number() else { return nil }
          f = value
        } else if name == "g" {
          guard let values = numbers() else { return nil }
          g = values
        } else if !pass(depth: 0) {
          return nil
        }
      } while take(",")
      guard take("}") else { return nil }
    }
    skipBlanks()
    return place == bytes.count ? (f, g) : nil
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard place < bytes.count, bytes[place] == character.asciiValue else { return false }
    place += 1
    return true
  }

  /// null for a list means that there is none.
  private mutating func numbers() -> [Double]?? {
    if word("null") { return .some(nil) }
    guard take("[") else { return nil }
    var values: [Double] = []
    if take("]") { return values }
    repeat {
      guard let value = number() else { return nil }
      values.append(value)
    } while take(",")
    return take("]") ? values : nil
  }

  private mutating func word(_ word: String) -> Bool {
    skipBlanks()
    let end = place + word.utf8.count
    guard end <= bytes.count, bytes[place..<end].elementsEqual(word.utf8) else { return false }
    place = end
    return true
  }

  private mutating func number() -> Double? {
    if word("null") || word("NaN") || word("nan") || word("-nan") { return .nan }
    if word("Infinity") || word("inf") { return .infinity }
    if word("-Infinity") || word("-inf") { return -.infinity }
    skipBlanks()
    let first = place
    while place < bytes.count, isPartOfNumber(bytes[place]) { place += 1 }
    return Decimal.value(of: UnsafeBufferPointer(rebasing: bytes[first..<place]))
  }

  private func isPartOfNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E || byte | 0x20 == 0x65
  }

  /// The text between quotes; escapes stay as they are written.
  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    let first = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
    guard place < bytes.count else { return nil }
    place += 1
    return String(decoding: bytes[first..<(place - 1)], as: UTF8.self)
  }

  /// Passes over a value of any kind.
  private mutating func pass(depth: Int) -> Bool {
    if depth > JSONReader.deepest { return false }
    skipBlanks()
    guard place < bytes.count else { return false }
    switch bytes[place] {
    case UInt8(ascii: "\""): return string() != nil
    case UInt8(ascii: "["):
      place += 1
      if take("]") { return true }
      repeat { if !pass(depth: depth + 1) { return false } } while take(",")
      return take("]")
    case UInt8(ascii: "{"):
      place += 1
      if take("}") { return true }
      repeat { if string() == nil || !take(":") || !pass(depth: depth + 1) { return false } } while take(",")
      return take("}")
    default: return word("true") || word("false") || number() != nil
    }
  }
}
