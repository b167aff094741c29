import Autograd
import Language
import Numerics
import Optimization

/// A coefficient of a formula.
public struct Coefficient: Sendable {
  public let name: String
  public internal(set) var start: Double
  /// The rule by which it got its start; nil where the start was given.
  public internal(set) var startRule: String?
  public let bounds: CoefficientBounds
  /// Not fitted: it keeps its start.
  public let isFixed: Bool
}

/// A formula over the columns of a CSV file, with coefficients to be found: residuals √w·(model − response), a row each.
public final class FitModel {
  public let formula: String
  public let path: String
  public let loss: FitLoss
  /// In the order of `--start`, then of the formula.
  public internal(set) var coefficients: [Coefficient]
  /// The response, as the formula has it on its left side.
  public let response: Vector
  public var rootWeights: Vector? { data.rootWeights }
  public var rowCount: Int { data.rowCount }
  /// ‖√w·response‖, the size that residuals are measured by.
  public let responseNorm: Double
  /// What was done to the rows, for reports.
  public let notes: [String]

  let data: FitData
  let right: Syntax
  private let left: Syntax

  /// Reads formula and file.
  ///
  /// - Throws: `Diagnostics` of the formula; `ProblemError` of the file and of coefficients that do not fit it.
  public init(_ request: FitRequest) throws {
    formula = request.formula
    path = request.path
    loss = request.loss
    var file = try CSVFile(path: request.path == "-" ? "/dev/stdin" : request.path)
    let names = try FormulaNames(request.formula, header: file.header)
    (left, right) = (names.left, names.right)
    if let weights = request.weights, !file.header.contains(weights) {
      throw ProblemError(
        .data, "'\(request.path)' has no column '\(weights)' (--weights)",
        hint: didYouMean(weights, in: file.header) ?? "its columns: \(CSVFile.list(file.header))")
    }
    coefficients = try FitModel.coefficients(names, request)
    let data = try FitData(&file, names: names.columns, responses: names.responses, request: request)
    self.data = data
    var notes: [String] = []
    if data.dropped > 0 { notes.append("\(counted(data.dropped, "row")) with missing values left out (--missing drop)") }
    if data.filled > 0 { notes.append("\(counted(data.filled, "missing value")) replaced by the mean of the column (--missing mean)") }
    if data.weightless > 0 { notes.append("\(counted(data.weightless, "row")) of weight 0 left out") }
    if let weights = request.weights { notes.append("weights: \(weights)") }
    self.notes = notes

    // Once for the errors, on a graph of its own.
    let graph = Graph()
    var tracer = FormulaTracer(graph, data, coefficients.map { ($0.name, graph.input(0, shape: [])) })
    let response = tracer.trace(left), model = tracer.trace(right)
    var errors = tracer.diagnostics
    if errors.isEmpty {
      if response.shape != [data.rowCount] {
        errors.append(Diagnostic(message: "the response is a number, not a value for each row", range: left.range, hint: "name a column"))
      }
      if model.shape != [], model.shape != [data.rowCount] {
        errors.append(
          Diagnostic(message: "the model has \(model.count) entries for \(counted(data.rowCount, "row"))", range: right.range))
      }
    }
    guard errors.isEmpty else { throw Diagnostics(all: errors, source: formula) }
    let observed = Vector(count: data.rowCount)
    let program = Program(graph: graph, outputs: [response], inputs: [[]])
    program.run()
    program.output(0, into: observed.base)
    self.response = observed
    let weighted = observed.copy()
    if let roots = data.rootWeights { for i in 0..<data.rowCount { weighted[i] *= roots[i] } }
    responseNorm = weighted.norm2
    StartingValues(self).fill()
  }

  /// Coefficients with what was said of them.
  private static func coefficients(_ names: FormulaNames, _ request: FitRequest) throws(ProblemError) -> [Coefficient] {
    func check(_ given: [String], _ option: String) throws(ProblemError) {
      for (i, name) in given.enumerated() {
        if names.columns.contains(name) {
          throw ProblemError(.invalid, "\(option): '\(name)' is a column of '\(request.path)', not a coefficient", hint: "rename one of them")
        }
        if !names.coefficients.contains(name) {
          throw ProblemError(
            .invalid, "\(option): the formula has no coefficient '\(name)'",
            hint: didYouMean(name, in: names.coefficients) ?? "its coefficients: \(names.coefficients.joined(separator: ", "))")
        }
        if given[..<i].contains(name) { throw ProblemError(.invalid, "\(option) names '\(name)' twice", hint: "give it once") }
      }
    }
    try check(request.start.map(\.name), "--start")
    try check(request.fixed.map(\.name), "--fix")
    try check(request.bounds.map(\.name), "--bounds")
    let given = request.start.map(\.name)
    let order = given + names.coefficients.filter { !given.contains($0) }
    var result: [Coefficient] = []
    for name in order {
      let start = request.start.first { $0.name == name }?.value
      let fixed = request.fixed.first { $0.name == name }?.value
      let bounds = request.bounds.first { $0.name == name }?.bounds ?? .none
      if let value = fixed ?? start, bounds.isActive, !bounds.contains(value) {
        throw ProblemError(
          .invalid, "the start of '\(name)', \(canonicalText(of: value)), is not between its bounds \(bounds.text)",
          hint: "write --start \(name)=\(canonicalText(of: bounds.middle)); on a bound a fit could not move")
      }
      let isKnown = fixed != nil || start != nil
      result.append(
        Coefficient(
          name: name, start: fixed ?? start ?? bounds.middle, startRule: isKnown ? nil : "", bounds: bounds, isFixed: fixed != nil))
    }
    if !result.contains(where: { !$0.isFixed }) {
      throw ProblemError(
        .invalid, result.isEmpty ? "the formula has no coefficient to fit" : "all coefficients are fixed",
        hint: "names in the formula that are no columns are coefficients")
    }
    return result
  }

  /// The place of a row in the file, from 1.
  public func rowNumber(_ row: Int) -> Int { data.rowNumbers[row] }

  /// The positions of the coefficients that are fitted.
  public var free: [Int] { coefficients.indices.filter { !coefficients[$0].isFixed } }
  /// The start of all coefficients.
  public var start: [Double] { coefficients.map(\.start) }

  /// √w·(model − response) in a graph, with these expressions for the coefficients.
  func residuals(_ graph: Graph, _ values: [Expression]) -> Expression {
    var tracer = FormulaTracer(graph, data, zip(coefficients, values).map { ($0.name, $1) })
    let difference = tracer.trace(right) - graph.tensor(response, shape: [rowCount])
    return data.rootWeights.map { graph.tensor($0, shape: [rowCount]) * difference } ?? difference
  }
}

/// The two sides of a formula, and which of its names are columns.
private struct FormulaNames {
  let left, right: Syntax
  private(set) var columns: [String] = []
  private(set) var coefficients: [String] = []
  /// The columns that the response is made of.
  let responses: [String]

  init(_ text: String, header: [String]) throws(Diagnostics) {
    let syntax = try Parser.parseFormula(text)
    guard case .formula(let left, let right) = syntax.kind else {
      throw Diagnostics(
        all: [Diagnostic(message: "expected a formula, found an expression", range: syntax.range, hint: "write response ~ expression")],
        source: text)
    }
    (self.left, self.right) = (left, right)
    var errors: [Diagnostic] = []
    func names(_ side: Syntax) -> [(String, SourceRange)] {
      var found: [(String, SourceRange)] = []
      side.forEach { part in
        guard case .name(let name) = part.kind, header.contains(name) || (Word(name) == nil && FormulaFunction.all[name] == nil) else { return }
        if !found.contains(where: { $0.0 == name }) { found.append((name, part.range)) }
      }
      return found
    }
    let leftNames = names(left)
    responses = leftNames.map(\.0)
    for (name, range) in leftNames where !header.contains(name) {
      errors.append(
        Diagnostic(
          message: "the file has no column '\(name)'", range: range,
          hint: didYouMean(name, in: header) ?? "its columns: \(CSVFile.list(header))"))
    }
    guard errors.isEmpty else { throw Diagnostics(all: errors, source: text) }
    for (name, _) in leftNames + names(right) {
      if header.contains(name) {
        if !columns.contains(name) { columns.append(name) }
      } else {
        coefficients.append(name)
      }
    }
  }
}

extension FormulaTracer {
  /// Columns as vectors, coefficients as these expressions.
  init(_ graph: Graph, _ data: FitData, _ coefficients: [(name: String, value: Expression)]) {
    var variables: [String: Expression] = [:]
    for (name, values) in data.columns { variables[name] = graph.tensor(values, shape: [values.count]) }
    for (name, value) in coefficients { variables[name] = value }
    self.init(graph: graph, variables: variables, unknownHint: "")
  }
}

extension Coefficient {
  /// The bound on which a value lies, as far as a fit can tell.
  public func nearBound(_ value: Double) -> Double? {
    isFixed || !bounds.isActive ? nil : bounds.bound(at: value, start: start)
  }

  /// A value on a bound moved inside by a thousandth of the bound's unit, so that the transformation can move it; all others stay.
  public func inside(_ value: Double) -> Double {
    guard !isFixed, bounds.isActive, !bounds.contains(value) else { return value }
    let part = 1e-3 * bounds.unit(start: start)
    return value <= bounds.lower ? bounds.lower + part : bounds.upper - part
  }
}
