import Foundation
import Language
import Testing

@Suite struct NumericExpressionTests {
  private func value(_ text: String, x: Double = 0) throws -> Double {
    try NumericExpression(parsing: text, variables: ["x"])(x)
  }

  /// Functions and operators at chosen points.
  static let values: [(String, Double, Double)] = [
    ("x + 2*3", 1, 7), ("-x^2", 3, -9), ("2^-x", 1, 0.5), ("2^3^2", 0, 512), ("x - 1 - 2", 10, 7), ("x / 4 / 5", 40, 2),
    ("x^2", -3, 9),
    ("x^0.5", 2, 2.0.squareRoot()), ("abs(x)", -2, 2), ("sign(x)", -2, -1), ("sign(x)", 0, 0), ("sqrt(x)", 9, 3),
    ("cbrt(x)", -8, -2),
    ("exp(x)", 1, exp(1)), ("expm1(x)", 1e-10, expm1(1e-10)), ("log(x)", 2, log(2)), ("log1p(x)", 1e-10, log1p(1e-10)),
    ("sin(x)", 1, sin(1)),
    ("cos(x)", 1, cos(1)), ("tan(x)", 1, tan(1)), ("asin(x)", 0.5, asin(0.5)), ("acos(x)", 0.5, acos(0.5)),
    ("atan(x)", 0.5, atan(0.5)),
    ("atan2(x, -1)", 1, atan2(1, -1)), ("sinh(x)", 1, sinh(1)), ("cosh(x)", 1, cosh(1)), ("tanh(x)", 1, tanh(1)),
    ("erf(x)", 0.5, erf(0.5)),
    ("pow(x, 3)", 2, 8), ("min(x, 1, -4)", 2, -4), ("max(x, 1, -4)", 2, 2), ("max(nan, x)", 1, .nan), ("min(x, nan)", 1, .nan),
    ("hypot(x, 4)", 3, 5),
    ("clip(x, -1, 1)", 5, 1), ("clip(x, -1, 1)", -5, -1), ("clip(x, none, 1)", -5, -5), ("clip(x, hi=none, lo=0)", 5, 5),
    ("clip(x, 0, 1)", .nan, .nan),
    ("where(x > 0, 1, 2)", 1, 1), ("where(x > 0, 1, 2)", -1, 2), ("where(condition=x, b=3, a=4)", 0, 3), ("relu(x)", -1, 0),
    ("relu(x)", 2, 2), ("relu(x)", .nan, .nan),
    ("sigmoid(x)", 0, 0.5), ("sigmoid(x)", -800, 0), ("sigmoid(x)", 800, 1), ("sigmoid(x)", -1, 1 / (1 + exp(1))),
    ("softplus(x)", 0, log(2)), ("softplus(x)", 800, 800),
    ("softplus(x)", -800, 0), ("softplus(x)", .nan, .nan), ("sum(x, 1, 2)", 3, 6), ("sum(x)", 3, 3), ("mean(x, 1, 2)", 3, 2),
    ("mean(x)", 3, 3), ("prod(x, 2, 3)", 4, 24),
    ("x < 1", 0, 1), ("x <= 1", 1, 1), ("x > 1", 0, 0), ("x >= 1", 0, 0), ("x == 1", 1, 1), ("x != 1", 1, 0),
    ("x == x", .nan, 0), ("not x", 0, 1), ("not x", 3, 0),
    ("x and 2", 3, 1), ("x and 0", 3, 0), ("x or 0", 0, 0), ("x or 2", 0, 1), ("x > 0 and x < 1 or x == 5", 5, 1),
    ("pi", 0, .pi), ("-inf", 0, -.infinity), ("nan", 0, .nan),
    ("true + True", 0, 2), ("false", 0, 0), ("?lr=0.5 * x", 4, 2), ("1/0", 0, .infinity), ("0/0", 0, .nan), ("1e-3*x", 1, 1e-3),
    ("max(abs(x), 1e-4)", -1e-6, 1e-4),
    ("x*(1 + x*(1 + x*(1 + x)))", 2, 30), ("3 + max(x^2, 2*x) - min(1, x)", 3, 11),
  ]

  @Test(arguments: values)
  func computes(_ text: String, _ x: Double, _ expected: Double) throws {
    let result = try value(text, x: x)
    let isSame = result == expected || (result.isNaN && expected.isNaN)
    #expect(isSame || abs(result - expected) <= 1e-15 * abs(expected), "\(result)")
  }

  /// Values come in the order of the variables, however often and wherever these occur.
  @Test func readsItsVariables() throws {
    let order = try NumericExpression(parsing: "10*b - a", variables: ["a", "b"])
    #expect([1.0, 2.0].withUnsafeBufferPointer { $0.baseAddress.map { order($0) } } == 19)
  }

  /// An expression is constant if and only if no variable occurs in it.
  @Test(arguments: [("2*pi*0.5", Double.pi), ("max(1, 2, 3)", 3), ("-(1)", -1), ("clip(5, 0, 1)", 1), ("mean(1, 2)", 1.5),
  ("2^2", 4)])
  func foldsConstants(_ text: String, _ expected: Double) throws {
    #expect(try NumericExpression(parsing: text, variables: ["x"]).constantValue == expected)
  }

  @Test func knowsThatItVaries() throws {
    #expect(try NumericExpression(parsing: "0*x", variables: ["x"]).constantValue == nil)
    #expect(try NumericExpression(parsing: "x", variables: ["x"]).constantValue == nil)
    #expect(try NumericExpression(parsing: "constant(1)", variables: ["t"], schedules: true).constantValue == nil)
  }

  /// More pending values than are kept on the machine's stack are still computed.
  @Test func deepExpressions() throws {
    let pieces = String(repeating: "where(x, 1, x + ", count: 60) + "x" + String(repeating: ")", count: 60)
    #expect(try value(pieces, x: 1) == 1)
    let text = String(repeating: "(x + ", count: 128) + "x" + String(repeating: ")", count: 128)
    #expect(try value(text, x: 1) == 129)
    #expect(try value("x" + String(repeating: " + x", count: 999), x: 1) == 1000)
  }

  /// Evaluation is a loop over instructions: no allocation, no tree.
  @Test func isFast() throws {
    let expression = try NumericExpression(parsing: "1e-2 * 0.99^t + max(t, 1)/(t + 1)", variables: ["t"])
    var total = 0.0
    let seconds = processorSeconds { for step in 0..<1_000_000 { total += expression(Double(step)) } }
    #expect(total > 0)
    #expect(seconds < 2 * Double(debugFactor))
    print("NumericExpression: \(Int(seconds * 1000)) ns an evaluation of 11 instructions")
  }

  static let shapes: [(String, [(Double, Double)])] = [
    ("constant(0.5)", [(0.0, 0.5), (1e6, 0.5)]),
    ("linear(1, 3, 10)", [(0, 1), (5, 2), (10, 3), (1000, 3)]),
    ("exponential(1, 1e-4, 10)", [(0, 1), (5, 1e-2), (10, 1e-4), (1000, 1e-4)]),
    ("cosine(1, 0, 10)", [(0, 1), (5, 0.5), (10, 0), (1000, 0), (2.5, (1 + 0.5.squareRoot()) / 2)]),
    ("step(1, 0.1, 10)", [(0, 1), (9, 1), (10, 0.1), (19, 0.1), (20, 0.01)]),
    ("onecycle(1, 100)", [(0, 0.04), (15, 0.52), (30, 1), (65, (1 + 4e-6) / 2), (100, 4e-6), (1000, 4e-6)]),
    ("onecycle(2, 10, warm=0, end_div=4)", [(0, 2), (10, 0.02)]), ("onecycle(2, 10, 1, 2)", [(0, 1), (5, 1.5), (10, 1e-4)]),
    ("warmup(1, 10)", [(0, 0), (5, 0.5), (10, 1), (1000, 1)]), ("warmup(1, 10, from=0.5)", [(0, 0.5), (5, 0.75), (10, 1)]),
    ("warmup(1, 10) * 0.5^t", [(10, 1.0 / 1024)]), ("linear(from=0, steps=4, to=t)", [(2, 1), (8, 8)]),
  ]

  /// Each shape at its beginning, in its middle, at its end and long after.
  @Test(arguments: shapes)
  func schedules(_ text: String, _ points: [(Double, Double)]) throws {
    let schedule = try NumericExpression(parsing: text, variables: ["t"], schedules: true)
    for (t, expected) in points {
      #expect(abs(schedule(t) - expected) <= 1e-15 * max(1, abs(expected)), "\(text) at \(t): \(schedule(t))")
    }
  }

  /// Every function and shape is in the lists that completion shows.
  @Test func namesItsFunctions() {
    #expect(NumericExpression.functionNames.count == 33)
    #expect(NumericExpression.scheduleNames == ["constant", "cosine", "exponential", "linear", "onecycle", "step", "warmup"])
  }
}
