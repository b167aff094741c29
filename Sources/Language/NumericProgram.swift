import Glibc

enum NumericOperation: UInt8, Sendable {
  // Pushes.
  case constant, variable
  // One operand.
  case negate, not, square, abs, sign, sqrt, cbrt, exp, expm1, log, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh
  case erf, relu, sigmoid, softplus
  // Two.
  case add, subtract, multiply, divide, power, less, lessOrEqual, greater, greaterOrEqual, equal, notEqual, and, or
  case minimum, maximum, atan2, hypot
  // Three.
  case select, clip
  // The step first, then the parameters.
  case constantShape, linear, exponential, cosine, step, onecycle, warmup

  var operands: Int {
    switch self {
    case .constant, .variable: 0
    case _ where rawValue <= NumericOperation.softplus.rawValue: 1
    case _ where rawValue <= NumericOperation.hypot.rawValue: 2
    case .constantShape: 2
    case .select, .clip: 3
    case .onecycle: 6
    default: 4
    }
  }
}

struct NumericInstruction: Sendable {
  var operation: NumericOperation
  /// Which variable is pushed.
  var variable: Int32 = 0
  /// Which constant is pushed.
  var value = 0.0
}

/// Instructions for a stack of doubles: operands are pushed, an operation replaces its operands by its result.
struct NumericProgram: Sendable {
  private(set) var instructions: [NumericInstruction] = []
  /// The most values that are on the stack at one time.
  private(set) var depth = 0
  private var height = 0

  mutating func push(constant value: Double) {
    append(NumericInstruction(operation: .constant, value: value))
  }

  mutating func push(variable index: Int) {
    append(NumericInstruction(operation: .variable, variable: Int32(index)))
  }

  /// Appends an operation; on constants it is carried out at once.
  mutating func apply(_ operation: NumericOperation) {
    let operands = instructions.suffix(operation.operands)
    let isConstant = operands.allSatisfy { $0.operation == .constant }
    if operation == .power, instructions.last?.operation == .constant, instructions.last?.value == 2, !isConstant {
      instructions.removeLast()
      height -= 1
      append(NumericInstruction(operation: .square))
      return
    }
    guard isConstant else { return append(NumericInstruction(operation: operation)) }
    var values = operands.map(\.value)
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      Self.carryOut(operation, base + (values.count - 1))
    }
    instructions.removeLast(operation.operands)
    height -= operation.operands
    push(constant: values[0])
  }

  private mutating func append(_ instruction: NumericInstruction) {
    instructions.append(instruction)
    height += 1 - instruction.operation.operands
    depth = max(depth, height)
  }

  /// The constant that is pushed last, if one is.
  var lastConstant: Double? {
    guard let last = instructions.last, last.operation == .constant else { return nil }
    return last.value
  }

  /// Up to 128 pending values are kept on the machine's stack.
  func run(_ variables: UnsafePointer<Double>?) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(depth, 1)) { stack in
      guard let base = stack.baseAddress else { return .nan }
      var top = base - 1
      instructions.withUnsafeBufferPointer { instructions in
        for instruction in instructions {
          switch instruction.operation {
          case .constant:
            top += 1
            top.initialize(to: instruction.value)
          case .variable:
            top += 1
            top.initialize(to: variables.map { $0[Int(instruction.variable)] } ?? .nan)
          default:
            Self.carryOut(instruction.operation, top)
            top -= instruction.operation.operands - 1
          }
        }
      }
      return base.pointee
    }
  }
}

extension NumericProgram {
  /// Carries out an operation on the operands that end at `top`, and puts the result in the place of the first of them.
  @inline(__always)
  static func carryOut(_ operation: NumericOperation, _ top: UnsafeMutablePointer<Double>) {
    let x = top.pointee
    switch operation {
    case .constant, .variable: break
    case .negate: top.pointee = -x
    case .not: top.pointee = x == 0 ? 1 : 0
    case .square: top.pointee = x * x
    case .abs: top.pointee = x.magnitude
    case .sign: top.pointee = x > 0 ? 1 : x < 0 ? -1 : x
    case .sqrt: top.pointee = x.squareRoot()
    case .cbrt: top.pointee = Glibc.cbrt(x)
    case .exp: top.pointee = Glibc.exp(x)
    case .expm1: top.pointee = Glibc.expm1(x)
    case .log: top.pointee = Glibc.log(x)
    case .log1p: top.pointee = Glibc.log1p(x)
    case .sin: top.pointee = Glibc.sin(x)
    case .cos: top.pointee = Glibc.cos(x)
    case .tan: top.pointee = Glibc.tan(x)
    case .asin: top.pointee = Glibc.asin(x)
    case .acos: top.pointee = Glibc.acos(x)
    case .atan: top.pointee = Glibc.atan(x)
    case .sinh: top.pointee = Glibc.sinh(x)
    case .cosh: top.pointee = Glibc.cosh(x)
    case .tanh: top.pointee = Glibc.tanh(x)
    case .erf: top.pointee = Glibc.erf(x)
    case .relu: top.pointee = x < 0 ? 0 : x
    case .sigmoid: top.pointee = sigmoid(x)
    case .softplus: top.pointee = (x > 0 ? x : x < 0 ? 0 : x) + Glibc.log1p(Glibc.exp(-x.magnitude))
    default: carryOutOnSeveral(operation, top)
    }
  }

  /// 1 / (1 + e^−x) without overflow on either side.
  private static func sigmoid(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + Glibc.exp(-x)) }
    let e = Glibc.exp(x)
    return e / (1 + e)
  }

  @inline(__always)
  private static func carryOutOnSeveral(_ operation: NumericOperation, _ top: UnsafeMutablePointer<Double>) {
    let y = top.pointee
    let left = top - 1
    let x = left.pointee
    switch operation {
    case .add: left.pointee = x + y
    case .subtract: left.pointee = x - y
    case .multiply: left.pointee = x * y
    case .divide: left.pointee = x / y
    case .power: left.pointee = pow(x, y)
    case .less: left.pointee = x < y ? 1 : 0
    case .lessOrEqual: left.pointee = x <= y ? 1 : 0
    case .greater: left.pointee = x > y ? 1 : 0
    case .greaterOrEqual: left.pointee = x >= y ? 1 : 0
    case .equal: left.pointee = x == y ? 1 : 0
    case .notEqual: left.pointee = x != y ? 1 : 0
    case .and: left.pointee = x != 0 && y != 0 ? 1 : 0
    case .or: left.pointee = x != 0 || y != 0 ? 1 : 0
    case .minimum: left.pointee = minimum(x, y)
    case .maximum: left.pointee = maximum(x, y)
    case .atan2: left.pointee = Glibc.atan2(x, y)
    case .hypot: left.pointee = Glibc.hypot(x, y)
    default: carryOutOnMany(operation, top)
    }
  }

  private static func carryOutOnMany(_ operation: NumericOperation, _ top: UnsafeMutablePointer<Double>) {
    let a = top - (operation.operands - 1)
    switch operation {
    case .select: a.pointee = a[0] != 0 ? a[1] : a[2]
    case .clip: a.pointee = minimum(maximum(a[0], a[1]), a[2])
    case .constantShape: a.pointee = Schedule.constant(a[0], value: a[1])
    case .linear: a.pointee = Schedule.linear(a[0], from: a[1], to: a[2], steps: a[3])
    case .exponential: a.pointee = Schedule.exponential(a[0], from: a[1], to: a[2], steps: a[3])
    case .cosine: a.pointee = Schedule.cosine(a[0], from: a[1], to: a[2], steps: a[3])
    case .step: a.pointee = Schedule.step(a[0], value: a[1], factor: a[2], every: a[3])
    case .onecycle:
      a.pointee = Schedule.onecycle(a[0], peak: a[1], steps: a[2], warm: a[3], startDivisor: a[4], endDivisor: a[5])
    case .warmup: a.pointee = Schedule.warmup(a[0], to: a[1], steps: a[2], from: a[3])
    default: break
    }
  }

  /// The smaller one; NaN if either is, as in every array library.
  private static func minimum(_ x: Double, _ y: Double) -> Double { x.isNaN || x < y ? x : y }

  /// The greater one; NaN if either is.
  private static func maximum(_ x: Double, _ y: Double) -> Double { x.isNaN || x > y ? x : y }
}
