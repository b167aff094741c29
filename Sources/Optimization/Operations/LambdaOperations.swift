import Language
import Numerics

/// u ← fn(u), entry by entry, fn an expression in x.
public class UnaryLambda: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "unarylambda", .operations, "Applies an expression in x to every entry of the update.",
      rule: "u ← fn(u), as unarylambda(sign(x) * sqrt(abs(x)))")
  }
  @Setting("expression in x", required: true) var fn = ElementFunction.identity

  public override func transform(_ u: Block) {
    let fn = fn.expression
    for i in 0..<(u.lanes * 8) { u.u[i] = fn(u.u[i]) }
  }
}

/// The same for each tensor; an elementwise expression makes no difference between the two.
public final class UnaryParameterwiseLambda: UnaryLambda {
  public override class var declaration: Declaration {
    Declaration(
      "unaryparameterwiselambda", .operations, "Applies an expression in x to every entry of every tensor of the update.",
      rule: "u ← fn(u)")
  }
}

/// u ← name(u), a function of arithmetic by its name.
public final class CustomUnaryOperation: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "customunaryoperation", .operations, "Applies a function of one argument, given by its name, to every entry.",
      rule: "u ← name(u), as customunaryoperation(\"tanh\")")
  }
  @Setting("a function of one argument: tanh, erf, sigmoid …", named: "name", required: true) var functionName = ""
  private var function: NumericExpression?

  private func makeFunction() throws(Diagnostics) -> NumericExpression {
    let text = "\(functionName)(x)"
    return try NumericExpression(try Parser.parse(text), variables: ["x"], source: text)
  }

  public override func validate() throws(SettingError) {
    do {
      function = try makeFunction()
    } catch {
      throw SettingError("name: '\(functionName)' is not a function of one argument", hint: error.all.first?.hint)
    }
  }

  public override func transform(_ u: Block) {
    guard let function else { return }
    for i in 0..<(u.lanes * 8) { u.u[i] = function(u.u[i]) }
  }
}

extension ElementFunction {
  /// x ↦ x: what a required expression is before it is bound.
  static let identity: ElementFunction = {
    let syntax = Syntax(kind: .name("x"), range: 0..<1)
    // The tree is a variable that is declared; it always compiles.
    guard let expression = try? NumericExpression(syntax, variables: ["x"], source: "x") else { preconditionFailure("x") }
    return ElementFunction(expression: expression, text: "x")
  }()
}
