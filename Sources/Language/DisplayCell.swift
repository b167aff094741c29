/// How one character is shown on a terminal: as what, and in how many columns.
struct DisplayCell {
  let text: String
  let width: Int

  init(_ character: Character) {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else {
      (text, width) = ("", 0)
      return
    }
    if character == "\t" {
      (text, width) = ("  ", 2)
    } else if first.value < 0x20 || first.value == 0x7F {
      // The pictures of control characters: ␀ for NUL.
      let picture = Unicode.Scalar(first.value == 0x7F ? 0x2421 : 0x2400 + first.value)
      (text, width) = (picture.map { String(Character($0)) } ?? "?", 1)
    } else if first.isInvisible {
      (text, width) = ("\u{FFFD}", 1)
    } else {
      (text, width) = (String(character), scalars.contains { $0.isWide } ? 2 : 1)
    }
  }
}

extension Unicode.Scalar {
  /// C0 and C1 control characters and DEL.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

  /// Nothing to see by itself: controls, formatting characters, marks without a base.
  var isInvisible: Bool {
    if (0x20..<0x7F).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      return true
    default: return properties.isDefaultIgnorableCodePoint
    }
  }

  /// Two columns on a terminal: East Asian wide and fullwidth characters (Unicode Standard Annex 11), and emoji.
  var isWide: Bool {
    guard value >= 0x1100 else { return false }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return true
    default: return properties.isEmojiPresentation || value == 0xFE0F
    }
  }
}
