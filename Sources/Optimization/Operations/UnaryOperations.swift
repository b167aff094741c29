import Numerics

/// |u|
public final class Abs: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("abs", .operations, "Absolute values.", rule: "u ← |u|")
  }
  public override func transform(_ u: Block) { u.update { u in u = abs(u) } }
}

/// sign(u)
public final class Sign: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("sign", .operations, "Signs: −1, 0 or 1.", rule: "u ← sign(u), sign(0) = 0")
  }
  public override func transform(_ u: Block) { u.update { u in u = sign(u) } }
}

/// e^u
public final class Exp: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("exp", .operations, "Exponentials.", rule: "u ← e^u")
  }
  public override func transform(_ u: Block) { u.update { u in u = exp(u) } }
}

/// √u
public final class SquareRoot: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("sqrt", .operations, "Square roots.", rule: "u ← √u; NaN for u < 0")
  }
  public override func transform(_ u: Block) { u.update { u in u = sqrt(u) } }
}

/// 1/(u + eps)
public final class Reciprocal: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("reciprocal", .operations, "Reciprocals.", rule: "u ← 1/(u + eps)")
  }
  @Setting("added to u, with its sign") var eps = 0.0
  public override func transform(_ u: Block) {
    let ε = eps
    u.update { u in u = 1 / (u + ε) }
  }
}

/// −u
public final class Negate: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("negate", .operations, "Changes the sign: ascent instead of descent.", rule: "u ← −u")
  }
  public override func transform(_ u: Block) { u.update { u in u = -u } }
}

/// Replaces what is not finite.
public final class NanToNum: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "nantonum", .operations, "Replaces entries that are not finite.",
      rule: "NaN → nan (none: 0), ∞ → posinf (none: the largest number), −∞ → neginf (none: the smallest)")
  }
  @Setting("in the place of NaN; none: 0") var nan: Double? = nil
  @Setting("in the place of ∞; none: the largest finite number") var posinf: Double? = nil
  @Setting("in the place of −∞; none: the smallest finite number") var neginf: Double? = nil

  public override func transform(_ u: Block) {
    let whenNaN = nan ?? 0
    let high = posinf ?? .greatestFiniteMagnitude, low = neginf ?? -.greatestFiniteMagnitude
    u.update { u in
      let isNaN = u .!= u, isHigh = u .== Lanes(repeating: .infinity), isLow = u .== Lanes(repeating: -.infinity)
      u.replace(with: whenNaN, where: isNaN)
      u.replace(with: high, where: isHigh)
      u.replace(with: low, where: isLow)
    }
  }
}

/// The update as it is.
public class Identity: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("identity", .operations, "Leaves the update as it is.", rule: "u ← u")
  }
  public override class var takesAnything: Bool { true }
  public override var hessianOperator: (any HessianOperator)? { IdentityOperator.shared }
}

/// The second name of `identity`.
public final class Noop: Identity {
  public override class var declaration: Declaration {
    Declaration("noop", .operations, "Leaves the update as it is (identity).", rule: "u ← u")
  }
}

/// A copy of the update; with value semantics the identity.
public final class Clone: Identity {
  public override class var declaration: Declaration {
    Declaration("clone", .operations, "A copy of the update; here every module works on its own, so it changes nothing.", rule: "u ← u")
  }
  public override class var takesAnything: Bool { false }
}

/// I, as an operator for trust regions.
final class IdentityOperator: HessianOperator, Sendable {
  static let shared = IdentityOperator()

  func product(_ v: Vector, into out: Vector) -> Bool {
    out.assign(v)
    return true
  }
  func solve(_ b: Vector, into out: Vector) -> Bool {
    out.assign(b)
    return true
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) -> Bool {
    out.assign(b)
    if let d {
      out.update(reading: d) { out, d in out = out / (1 + lambda * d) }
    } else {
      out.scale(by: 1 / (1 + lambda))
    }
    return true
  }
  func diagonal(into out: Vector) -> Bool {
    out.fill(1)
    return true
  }
  var identityMultiple: Double? { 1 }
}
