/// The form in which module names are compared: lower case, without `_` and `-`.
public func canonicalModuleName(_ s: String) -> String {
  String(s.lowercased().filter { $0 != "_" && $0 != "-" })
}

/// The names that were probably meant, nearest first. Distance counts insertions, deletions, replacements and exchanges of
/// neighbours (optimal string alignment), ignoring case, `_` and `-`; one change per three letters is near enough, and so
/// is a beginning of three letters or more.
public func nearestNames(to name: String, in names: some Sequence<String>, limit: Int = 3) -> [String] {
  let wanted = Array(canonicalModuleName(name).unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= 64, limit > 0 else { return [] }
  let farthest = max(1, wanted.count / 3)
  var found: [(distance: Int, name: String)] = []
  for candidate in names {
    let letters = Array(canonicalModuleName(candidate).unicodeScalars)
    guard letters.count <= 128 else { continue }
    let isBeginning = wanted.count >= 3 && letters.starts(with: wanted)
    if !isBeginning && abs(letters.count - wanted.count) > farthest { continue }
    let distance = alignmentDistance(wanted, letters)
    // Names of one or two letters are all one change apart: only the same letter in another case is meant.
    if letters.count <= distance && !isBeginning { continue }
    if distance <= farthest || isBeginning { found.append((min(distance, farthest), candidate)) }
  }
  found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
  var result: [String] = []
  for (_, candidate) in found where !result.contains(candidate) && result.count < limit { result.append(candidate) }
  return result
}

/// The hint `did you mean 'a'?` for a misspelt name, or nil if nothing is near.
public func didYouMean(_ name: String, in names: some Sequence<String>) -> String? {
  let near = nearestNames(to: name, in: names).map { "'\($0)'" }
  guard let last = near.last else { return nil }
  return "did you mean " + (near.count > 1 ? near.dropLast().joined(separator: ", ") + " or " + last : last) + "?"
}

/// Optimal string alignment distance, in three rows.
private func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in 1...a.count {
    row[0] = i
    for j in 1...b.count {
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}
