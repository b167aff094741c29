import Language
import Numerics
import Optimization
import Problems

/// What `tzopt problems beale` prints: all that is known of a built-in problem, and its level lines where x has two entries.
public struct ProblemPage {
  private let declaration: ProblemDeclaration
  private let problem: Problem
  private let style: TextStyle

  /// The problem in its standard dimension.
  ///
  /// - Throws: an unknown name, with the nearest.
  public init(_ name: String, style: TextStyle) throws(ProblemError) {
    declaration = try Catalogue.known(name)
    problem = try declaration.problem()
    self.style = style
  }

  public var text: String { words + (problem.layout.count == 1 ? curve : contour) }

  /// The page without its picture.
  public var words: String {
    let sets = Catalogue.sets.filter { set in set.members.contains { $0.name == declaration.name } }.map(\.name)
    var text = style.bold(declaration.name) + style.dim("  (\(sets.joined(separator: ", ")))") + "\n\n"
    text += paragraph(declaration.summary.prefix(1).uppercased() + declaration.summary.dropFirst() + ".")
    text += "\n" + style.bold("formula") + "\n" + paragraph("f = \(declaration.formula)")
    text += "\n" + style.bold("facts") + "\n" + definitionList(facts, indentation: 2, columns: style.columns)
    text += "\n" + style.bold("reference") + "\n" + paragraph(declaration.source)
    return text
  }

  private func paragraph(_ text: String) -> String { wrapped(text, width: style.columns - 2).map { "  \($0)\n" }.joined() }

  // MARK: Facts

  private var facts: [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    if !declaration.aliases.isEmpty { facts.append(("also called", declaration.aliases.joined(separator: ", "))) }
    let n = problem.layout.count
    facts.append(("dimension", declaration.dimension == .fixed(n) ? "\(n)" : "\(n), or \(declaration.dimension.text)"))
    let tensors = problem.layout.segments
    if tensors.count > 1 { facts.append(("tensors", tensors.map { "\($0.name) \($0.shape)" }.joined(separator: ", "))) }
    let start = (try? problem.function().value(at: problem.start)).map { formatted(", where f = %.7g", $0) } ?? ""
    facts.append(("start", point(problem.start.values) + start))
    if let minimum = problem.minimum {
      let scope = problem.isMinimumOfDomain ? " in the domain" : ""
      facts.append(("minimum", canonicalText(of: minimum) + scope + places(problem.minimizers)))
    }
    for local in declaration.localMinima {
      guard let value = local.value(declaration.dimension.standard) else { continue }
      facts.append(("local minimum", canonicalText(of: value) + places(local.minimizers.map { $0(n) }.filter { !$0.isEmpty })))
    }
    if !problem.domain.isEmpty { facts.append(("domain", domain)) }
    if problem.isSumOfSquares, problem.hasResiduals {
      facts.append(("residuals", "\(problem.function(leastSquares: true).residualCount), f is the sum of their squares"))
    }
    if !declaration.tags.isEmpty { facts.append(("tags", declaration.tags.map(\.rawValue).joined(separator: ", "))) }
    return facts
  }

  private func point(_ values: [Double]) -> String {
    let shown = values.prefix(6).map { canonicalText(of: $0) }.joined(separator: ", ")
    return values.count == 1 ? shown : "(\(shown)\(values.count > 6 ? ", …" : ""))"
  }

  /// One point on the same line, several on a line each.
  private func places(_ points: [[Double]]) -> String {
    if points.count <= 1 { return points.first.map { " at " + point($0) } ?? "" }
    let shown = points.prefix(6).map { "\n" + point($0) }.joined()
    return " at" + shown + (points.count > 6 ? "\nand \(points.count - 6) more" : "")
  }

  /// One range where all entries have the same.
  private var domain: String {
    let ranges = problem.domain
    func text(_ range: ClosedRange<Double>) -> String {
      formatted("%.10g", range.lowerBound) + " to " + formatted("%.10g", range.upperBound)
    }
    if Set(ranges).count == 1 { return text(ranges[0]) + (ranges.count > 1 ? ", each entry" : "") }
    let shown = ranges.prefix(6).enumerated().map { "x\($0 + 1) from " + text($1) }.joined(separator: ", ")
    return shown + (ranges.count > 6 ? ", …" : "")
  }

  // MARK: Pictures

  private var curve: String {
    guard let domain = problem.domain.first else { return "" }
    let function = problem.function()
    let place = Vector(count: 1)
    let count = 2 * style.columns
    let points = (0...count).map { i -> (x: Double, y: Double) in
      let t = Double(i) / Double(count)
      place[0] = domain.lowerBound * (1 - t) + domain.upperBound * t
      return (place[0], (try? function.value(at: place)) ?? .nan)
    }
    let picture = Picture(title: "", xLabel: "x1", yLabel: "f", yScale: .linear, series: [Series("f", points)])
    return "\n" + brailleText(picture, columns: style.columns, lines: 18, style: style)
  }

  /// Minimizers as ●, the start as ×.
  private var contour: String {
    let domain = problem.domain
    guard problem.layout.count == 2, domain.count == 2 else { return "" }
    let function = problem.function()
    let place = Vector(count: 2)
    var marks: [(x: Double, y: Double, character: Character)] = [(problem.start[0], problem.start[1], "×")]
    for minimizer in problem.minimizers { marks.append((minimizer[0], minimizer[1], "●")) }
    let picture = terminalContour(
      of: { x, y in
        (place[0], place[1]) = (x, y)
        return (try? function.value(at: place)) ?? .nan
      },
      x: domain[0], y: domain[1], marks: marks, columns: style.columns, style: style)
    let known = problem.minimizers.count
    let legend = "× start" + (known == 0 ? "" : known == 1 ? "   ● minimizer" : "   ● minimizers")
    return "\n" + picture + style.dim(legend) + "\n"
  }
}
