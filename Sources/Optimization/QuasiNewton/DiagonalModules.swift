import Numerics

/// BFGS on diagonals.
public final class DiagonalBFGS: TwoFormDiagonalQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "diagonalbfgs", .quasiNewton, "Multiplies the update by a diagonal inverse Hessian learned by the BFGS formula entry by entry.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), σ = ⟨s, y⟩; no change where σ < tol
        h ← h + (σ + y²h)·s²/σ² − 2h·y·s/σ          u ← h·u
        """,
      source: "the diagonal of Nocedal & wright, Numerical Optimization, 2006, equation 6.17, with y²h for the sum Σy²h")
  }

  public override func update(_ block: DiagonalBlock) {
    let σ = block.sy
    if !(σ >= tol && σ > 0) { return }
    let square = guarded(σ * σ)
    block.entries.update(reading: block.s, block.y) { h, s, y in
      let gain = (σ + y * h * y) * s * s
      let loss = 2 * h * y * s
      h += gain / square - loss / σ
    }
  }
}

/// The diagonal of the symmetric rank-one formula.
public final class DiagonalSR1: TwoFormDiagonalQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "diagonalsr1", .quasiNewton, "Multiplies the update by the diagonal of the symmetric rank-one formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), z = s − h·y; no change where |⟨z, y⟩| ≤ tol·‖y‖‖z‖
        h ← h + z²/⟨z, y⟩          u ← h·u
        inverse=false: the same for b with s and y exchanged          u ← u/b
        """,
      source: "the diagonal of Nocedal & Wright, Numerical Optimization, 2006, equations 6.24 and 6.25")
  }
  public override class var forms: [Bool] { [true, false] }

  public override func update(_ block: DiagonalBlock) {
    let m = block.entries
    let (target, argument) = inverse ? (block.s, block.y) : (block.y, block.s)
    let product = m.sumOfLanes { i in (target.lane(i) - m.lane(i) * argument.lane(i)) * argument.lane(i) }
    let square = m.sumOfLanes { i in
      let z = target.lane(i) - m.lane(i) * argument.lane(i)
      return z * z
    }
    if abs(product) <= tol * argument.norm2 * square.squareRoot() { return }
    let denominator = guarded(product)
    m.update(reading: target, argument) { m, target, argument in
      let z = target - m * argument
      m += z * z / denominator
    }
  }
}

/// The diagonal that satisfies the weak secant equation with the least change.
public final class DiagonalQuasiCauchi: TwoFormDiagonalQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "diagonalquasicauchi", .quasiNewton, "Divides the update by a diagonal with the curvature of the last step.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        b ← b + s²·(⟨s, y⟩ − Σs²b)/Σs⁴, so that Σs²b = ⟨s, y⟩          u ← u/b
        """,
      source: "Zhu, Nazareth & Wolkowicz, The quasi-Cauchy relation and diagonal updating, 1999")
  }
  public override class var forms: [Bool] { [false] }

  public required init() {
    super.init()
    inverse = false
  }

  public override func update(_ block: DiagonalBlock) {
    let b = block.entries, s = block.s
    let present = b.sumOfLanes { i in s.lane(i) * s.lane(i) * b.lane(i) }
    let factor = (block.sy - present) / guarded(fourthPowers(s))
    b.update(reading: s) { b, s in b += factor * s * s }
  }
}

/// The same with the change weighted by the squared diagonal.
public final class DiagonalWeightedQuasiCauchi: TwoFormDiagonalQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "diagonalweightedquasicauchi", .quasiNewton, "Divides the update by a diagonal with the curvature of the last step.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        b ← b + s²b²·(⟨s, y⟩ − Σs²b)/Σs⁴b², so that Σs²b = ⟨s, y⟩          u ← u/b
        """,
      source: "Leong, Enshaei & Kek, Diagonal quasi-Newton methods via least change updating principle with weighted Frobenius norm, 2021")
  }
  public override class var forms: [Bool] { [false] }

  public required init() {
    super.init()
    inverse = false
  }

  public override func update(_ block: DiagonalBlock) { weightedQuasiCauchy(block) }
}

/// A diagonal method with bounds on what it trusts.
open class TruncatedDiagonal: DiagonalQuasiNewton {
  @Setting("entries at or below this count as 1", in: .nonnegative) var lb = 1e-2
  @Setting("entries at or above this count as 1", in: .positive) var ub = 1e5

  public override class var settingOrder: [String] { ["lb", "ub"] }
  override var trustedEntries: (lower: Double, upper: Double)? { (lb, ub) }

  open override func validate() throws(SettingError) {
    try super.validate()
    if lb >= ub { throw SettingError("lb has to be less than ub") }
  }
}

/// Diagonal quasi-Newton with a truncated diagonal.
public final class DNRTR: TruncatedDiagonal {
  public override class var declaration: Declaration {
    Declaration(
      "dnrtr", .quasiNewton, "Divides the update by a diagonal of which implausible entries count as 1.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        b ← b + s²b²·(⟨s, y⟩ − Σs²b)/Σs⁴b²          u ← u/b, where entries of b outside (lb, ub) count as 1
        """,
      source: "after Andrei, A diagonal quasi-Newton updating method for unconstrained optimization, Numerical Algorithms 81, 2019")
  }

  public override func update(_ block: DiagonalBlock) { weightedQuasiCauchy(block) }
}

/// Another of the kind.
public final class NewDQN: TruncatedDiagonal {
  public override class var declaration: Declaration {
    Declaration(
      "newdqn", .quasiNewton, "Divides the update by a diagonal that grows with the curvature along the steps.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        b ← b + s²·⟨s, y⟩/Σs⁴          u ← u/b, where entries of b outside (lb, ub) count as 1
        """,
      source: "after Nosrati & Amini, A new diagonal quasi-Newton algorithm for unconstrained optimization problems, 2024")
  }

  public override func update(_ block: DiagonalBlock) {
    let s = block.s
    let factor = block.sy / guarded(fourthPowers(s))
    block.entries.update(reading: s) { b, s in b += factor * s * s }
  }
}

/// Σs⁴
private func fourthPowers(_ s: Vector) -> Double {
  s.sumOfLanes { i in
    let square = s.lane(i) * s.lane(i)
    return square * square
  }
}

private func weightedQuasiCauchy(_ block: DiagonalBlock) {
  let b = block.entries, s = block.s
  let present = b.sumOfLanes { i in s.lane(i) * s.lane(i) * b.lane(i) }
  let weight = b.sumOfLanes { i in
    let product = s.lane(i) * s.lane(i) * b.lane(i)
    return product * product
  }
  let factor = (block.sy - present) / guarded(weight)
  b.update(reading: s) { b, s in b += factor * s * s * b * b }
}
