import Autograd
import Language
import Numerics
import Optimization

/// The problem of minimizing an expression such as `(1-x)^2 + 100*(y-x^2)^2` over the variables that have a start.
///
/// The variables are the entries of one vector `x`, in the order of `start`.
/// - Throws: what is wrong with the text: its grammar, names without a start, unknown functions, vectors where numbers belong;
///   and variables that have a start twice, or do not occur.
public func formulaProblem(
  _ text: String, start: [(name: String, value: Double)], type: ElementType = .float64
) throws(Diagnostics) -> Problem {
  let syntax = try Parser.parse(text)
  let names = start.map(\.name)
  var errors: [Diagnostic] = []
  func note(_ message: String, _ range: SourceRange, _ hint: String) {
    errors.append(Diagnostic(message: message, range: range, hint: hint))
  }

  // Once for the errors, on a graph of its own; the form traces anew.
  let graph = Graph()
  var tracer = FormulaTracer(graph, names, x: graph.input(0, shape: [max(1, names.count)]))
  let value = tracer.trace(syntax)
  errors += tracer.diagnostics
  if value.shape != [] {
    note("the objective is a vector of \(value.count) entries", syntax.range, "expected a number: sum(…), norm(…)")
  }
  for (i, name) in names.enumerated() {
    if names[..<i].contains(name) {
      note("the variable '\(name)' has two starts", syntax.range, "give it once in --start")
    } else if Word(name) != nil || FormulaFunction.all[name] != nil {
      note("'\(name)' cannot be a variable", syntax.range, "it has a meaning of its own; rename it")
    } else if tracer.diagnostics.isEmpty, !tracer.used.contains(name) {
      note("the variable '\(name)' has a start but does not occur", syntax.range, "leave it out of --start")
    }
  }
  if names.isEmpty, errors.isEmpty { note("there is no variable to minimize over", syntax.range, "name one with --start x=1") }
  guard errors.isEmpty else { throw Diagnostics(all: errors, source: text) }

  return Problem(
    name: text, layout: .vector(names.count), start: Vector(start.map(\.value)),
    form: .value { parameters in
      var tracer = FormulaTracer(parameters[0].graph, names, x: parameters[0])
      return tracer.trace(syntax)
    }, type: type, description: ["f(\(names.joined(separator: ", "))) = \(text)"], entryNames: names)
}

extension FormulaTracer {
  /// The names stand for the entries of x.
  fileprivate init(_ graph: Graph, _ names: [String], x: Expression) {
    var variables: [String: Expression] = [:]
    for (i, name) in names.enumerated() where variables[name] == nil { variables[name] = x[i] }
    self.init(
      graph: graph, variables: variables,
      unknownHint: names.isEmpty
        ? "give it a start: --start x=1,y=1" : "give it a start too: --start \(names.map { "\($0)=…" }.joined(separator: ",")),…")
  }
}
