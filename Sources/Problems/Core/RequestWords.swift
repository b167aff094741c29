/// Splits a line at blanks; quotes, single or double, hold a word with blanks together.
public func splitWords(_ text: String) throws(ProblemError) -> [String] {
  var words: [String] = []
  var word: String?
  var quote: Character?
  for character in text {
    if let open = quote {
      if character == open { quote = nil } else { word?.append(character) }
    } else if character == "\"" || character == "'" {
      quote = character
      word = word ?? ""
    } else if character.isWhitespace {
      if let word { words.append(word) }
      word = nil
    } else {
      word = (word ?? "") + String(character)
    }
  }
  if let quote { throw ProblemError(.invalid, "the quote \(quote) is not closed in: \(text)") }
  if let word { words.append(word) }
  return words
}

/// A word as `splitWords` reads it back.
public func quotedWord(_ word: String) -> String {
  guard word.isEmpty || word.contains(where: { $0.isWhitespace || $0 == "'" || $0 == "\"" }) else { return word }
  if !word.contains("\"") { return "\"\(word)\"" }
  if !word.contains("'") { return "'\(word)'" }
  // Both kinds occur: double quotes stand in single ones and the others in double ones.
  return word.split(separator: "\"", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "\"\($0)\"" }.joined(separator: "'\"'")
}
