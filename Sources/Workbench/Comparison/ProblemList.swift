import Language
import Problems

/// The problems that an argument names: names with commas between them, or requests with `;` between them.
///
/// `rosenbrock,booth`, `rosenbrock dim=10; x^2+y^2 start=x=1,y=2`, `set:mgh`, `tag:convex dim=20`: sets and tags stand for their
/// members, each with the options that follow.
public func problemRequests(listedIn text: String) throws(ProblemError) -> [ProblemRequest] {
  var requests: [ProblemRequest] = []
  for part in split(text, at: ";") where part.contains(where: { !$0.isWhitespace }) {
    let isPlain = !part.contains { $0.isWhitespace || "='\"".contains($0) }
    for item in isPlain ? split(part, at: ",") : [part] {
      try requests += members(item)
    }
  }
  if requests.isEmpty { throw ProblemError(.invalid, "no problem is named", hint: "--problems rosenbrock,set:classic") }
  return requests
}

private func members(_ text: String) throws(ProblemError) -> [ProblemRequest] {
  let words = try splitWords(text)
  let first = words.first ?? ""
  if first.contains(","), words.count > 1, !first.contains(where: { "+-*/^(".contains($0) }) {
    throw ProblemError(.invalid, "'\(text)' names several problems with options", hint: "put ; between them: \"rosenbrock dim=10; booth\"")
  }
  let names: [String]
  if first.hasPrefix("set:") {
    let name = String(first.dropFirst(4))
    guard let set = Catalogue.set(name) else {
      let known = Catalogue.sets.map(\.name)
      throw ProblemError(
        .unknown, "unknown set '\(name)'", hint: didYouMean(name, in: known) ?? "sets: \(known.joined(separator: ", "))")
    }
    names = set.members.map(\.name)
  } else if first.hasPrefix("tag:") {
    let name = String(first.dropFirst(4))
    guard let tag = ProblemTag(rawValue: name) else {
      let known = ProblemTag.allCases.map(\.rawValue)
      throw ProblemError(
        .unknown, "unknown tag '\(name)'", hint: didYouMean(name, in: known) ?? "tags: \(known.joined(separator: ", "))")
    }
    names = Catalogue.all.filter { $0.tags.contains(tag) }.map(\.name)
    if names.isEmpty { throw ProblemError(.unknown, "no problem has the tag '\(name)'") }
  } else {
    return [try ProblemRequest(reading: text)]
  }
  let options = words.dropFirst().map(quotedWord).joined(separator: " ")
  var requests: [ProblemRequest] = []
  for name in names { requests.append(try ProblemRequest(reading: options.isEmpty ? name : "\(name) \(options)")) }
  return requests
}

/// Parts of a text between marks that stand outside quotes.
private func split(_ text: String, at mark: Character) -> [String] {
  var parts = [""]
  var quote: Character?
  for character in text {
    if let open = quote {
      if character == open { quote = nil }
    } else if character == "\"" || character == "'" {
      quote = character
    } else if character == mark {
      parts.append("")
      continue
    }
    parts[parts.count - 1].append(character)
  }
  return parts
}
