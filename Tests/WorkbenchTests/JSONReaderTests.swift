import Foundation
import Testing

@testable import Workbench

/// What writers of JSON write is read back exactly; what is no JSON is refused with its place.
@Suite struct JSONReaderTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0.0", "12", "-1.5e-300", "1E+5", "5e-324", "1.7976931348623157e308", "18446744073709551615",
    "\"\"", "\"a\\\"b\\\\c\\/d\\n\\t\\r\\b\\f\\u00e9\\ud83d\\ude00é😀\"", "[]", "[1, [2, [3]], {}]", "{\"a\": {\"b\": [null]}, \"c\": \"d\"}",
    " \t[ 1 ,\r\n 2 ] ",
  ])
  func agreesWithFoundation(_ text: String) throws {
    let expected = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    #expect((plain(try JSONReader.value(text)) as? NSObject) == (expected as? NSObject))
  }

  private func plain(_ value: JSONValue) -> Any {
    switch value {
    case .null: NSNull()
    case .bool(let value): NSNumber(value: value)
    case .number(let value): NSNumber(value: value)
    case .large(let value): NSNumber(value: value)
    case .string(let text): text
    case .array(let values): values.map(plain)
    case .object(let members): Dictionary(members.map { ($0.key, plain($0.value)) }) { $1 }
    }
  }

  @Test(arguments: [
    ("", 0, true), ("  ", 2, true), ("nul", 3, true), ("nulx", 3, false), ("[1,", 3, true), ("[1,]", 3, false), ("{\"a\"}", 4, false),
    ("{a:1}", 1, false), ("01", 1, false), ("-", 1, true), ("-x", 1, false), ("1.", 2, true), ("1.e5", 2, false), ("1e", 2, true),
    ("+1", 0, false), (".5", 0, false), ("NaN", 0, false), ("\"abc", 4, true), ("\"\\x\"", 2, false), ("\"\\u12\"", 5, false),
    ("\"a\nb\"", 2, false), ("1 2", 2, false), ("[1}", 2, false), ("{\"a\":1]", 6, false), ("step,f,grad_norm", 0, false),
  ])
  func refusesWithThePlace(_ text: String, _ offset: Int, _ isIncomplete: Bool) {
    do {
      Issue.record("read as \(try JSONReader.value(text))")
    } catch {
      #expect(error.offset == offset && error.isIncomplete == isIncomplete, "\(text): \(error)")
    }
  }

  /// Deep nesting must not exhaust the stack, whole or cut off.
  @Test func depthIsLimited() {
    for text in [String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 300_000)] {
      #expect(throws: JSONError.self) { try JSONReader.value(text) }
    }
    let deep = String(repeating: "[", count: 150) + String(repeating: "]", count: 150)
    #expect(throws: Never.self) { try JSONReader.value(deep) }
  }

  /// Every prefix of a line is either refused as cut off or, where it happens to be a whole value, read.
  @Test func everyPrefixIsIncomplete() throws {
    let line = #"{"step":3,"f":-1.25e-3,"x":[1.0,null,[2]],"s":"é\n","t":true}"#
    for count in 0..<line.utf8.count {
      do {
        Issue.record("\(try JSONReader.value(Array(line.utf8)[..<count]))")
      } catch {
        #expect(error.isIncomplete, "\(count): \(error)")
      }
    }
  }

  @Test func numbersKeepTheirBits() throws {
    var state: UInt64 = 1
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      var json = JSONText()
      json.array { json in
        json.number(value)
        json.number(state)
      }
      let read = try #require(try JSONReader.value(json.bytes[...]).array)
      #expect(value.isFinite ? read[0].number?.bitPattern == state : read[0] == .null)
      #expect(read[1].unsigned == state)
    }
  }

  @Test func tornAndWrongLines() throws {
    let torn = try JSONLines(Array("{\"step\":0}\n\n{\"step\":1}\n{\"ste".utf8), name: "a")
    #expect(torn.isTorn && torn.lines.map(\.number) == [1, 3])
    #expect(throws: ContentError("'a', line 2: no JSON at byte 6: it ends in the middle of a value", hint: "traces are written with tzopt solve … --format jsonl")) {
      try JSONLines(Array("{}\n{\"st\"\n{}\n".utf8), name: "a")
    }
  }
}
