import Foundation
import Workbench

/// Values of JSON as dictionaries and arrays of Foundation. Its own reader is not used: it rounds numbers a second time, and tests
/// compare bits.
enum JSONObjects {
  static func plain(_ value: JSONValue) -> Any {
    switch value {
    case .null: NSNull()
    case .bool(let value): value
    case .number(let value): NSNumber(value: value)
    case .large(let value): NSNumber(value: value)
    case .string(let text): text
    case .array(let values): values.map(plain)
    case .object(let members): Dictionary(members.map { ($0.key, plain($0.value)) }, uniquingKeysWith: { $1 })
    }
  }
}
