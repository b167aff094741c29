import Autograd
import Language

/// A model that is written out: `y ~ a*exp(-b*t) + c`. Names that are columns of the file mean these, the others are coefficients.
struct FormulaModel: Equatable {
  let text: String
  /// The column to predict.
  let response: String
  /// In the order in which the formula names them.
  private(set) var columns: [String] = []
  private(set) var coefficients: [String] = []
  private let right: Syntax

  static func == (a: FormulaModel, b: FormulaModel) -> Bool { a.text == b.text }

  /// - Throws: what is wrong with the text: its grammar, unknown functions, a response that is no column, no coefficient.
  init(_ text: String, header: [String]) throws(Diagnostics) {
    let syntax = try Parser.parseFormula(text)
    guard case .formula(let left, let right) = syntax.kind else {
      throw Diagnostics(
        all: [Diagnostic(message: "expected a formula", range: syntax.range, hint: "write column ~ expression")], source: text)
    }
    var errors: [Diagnostic] = []
    var response = ""
    if case .name(let name) = left.kind, header.contains(name) {
      response = name
    } else {
      let name = if case .name(let name) = left.kind { name } else { left.description }
      errors.append(
        Diagnostic(
          message: "'\(name)' is no column of the file", range: left.range,
          hint: didYouMean(name, in: header) ?? "a model predicts a column; tzopt fit takes functions of columns too"))
    }
    var (columns, coefficients) = ([String](), [String]())
    right.forEach { part in
      guard case .name(let name) = part.kind else { return }
      if header.contains(name) {
        if !columns.contains(name) { columns.append(name) }
      } else if Word(name) == nil, FormulaFunction.all[name] == nil, !coefficients.contains(name) {
        coefficients.append(name)
      }
    }
    (self.text, self.response, self.right, self.columns, self.coefficients) = (text, response, right, columns, coefficients)
    if errors.isEmpty {
      // Once for the errors, with more rows than a list in the formula has.
      let rows = 1_000_003
      let graph = Graph()
      let traced = trace(graph.input(0, shape: [max(1, coefficients.count)]), graph.input(1, shape: [rows, max(1, columns.count)]))
      errors = traced.errors
      if errors.isEmpty, traced.value.shape != [], traced.value.shape != [rows] {
        errors.append(
          Diagnostic(message: "the model has \(traced.value.count) entries", range: right.range, hint: "expected one for each row"))
      }
    }
    if errors.isEmpty, coefficients.isEmpty {
      errors.append(
        Diagnostic(message: "there is no coefficient to find", range: right.range, hint: "names that are no columns are coefficients"))
    }
    guard errors.isEmpty else { throw Diagnostics(all: errors, source: text) }
  }

  /// The predictions for the rows of X, whose columns are those of the formula.
  func predictions(_ coefficients: Expression, _ x: Expression) -> Expression {
    trace(coefficients, x).value.broadcast(to: [x.shape[0]])
  }

  private func trace(_ values: Expression, _ x: Expression) -> (value: Expression, errors: [Diagnostic]) {
    var variables: [String: Expression] = [:]
    for (i, name) in coefficients.enumerated() { variables[name] = values[i] }
    for (j, name) in columns.enumerated() { variables[name] = x.slice(j..<(j + 1), axis: 1).reshape([x.shape[0]]) }
    var tracer = FormulaTracer(graph: x.graph, variables: variables, unknownHint: "")
    let value = tracer.trace(right)
    return (value, tracer.diagnostics)
  }

  /// What the formula says of the columns, put into the options.
  ///
  /// - Throws: an option that says otherwise, or that changes what the formula means.
  func claim(_ options: inout DataOptions) throws(ProblemError) {
    func refuse(_ option: String, _ why: String) -> ProblemError { .init(.invalid, "\(option) does not go with a formula", hint: why) }
    if let target = options.target, target != response {
      throw ProblemError(.invalid, "--target is '\(target)', but the formula predicts '\(response)'", hint: "leave --target out")
    }
    if options.features != nil { throw refuse("--features", "the formula names its columns") }
    if !options.categorical.isEmpty { throw refuse("--categorical", "a formula computes with numbers") }
    if options.standardize { throw refuse("--standardize", "a formula means its columns as they are") }
    if !options.intercept { throw refuse("--no-intercept", "a formula says itself what it adds") }
    options.target = response
    options.features = columns
  }
}
