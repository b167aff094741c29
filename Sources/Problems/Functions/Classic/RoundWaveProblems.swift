import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Waves in the distance from the origin. Written with a square root, their derivatives at the origin are 0 · ∞; those that are
// smooth there are written so that they have the right ones.

extension ProblemDeclaration {
  static let classicRoundWaves: [ProblemDeclaration] = [
    ProblemDeclaration(
      "ackley", "many small pits on a funnel whose bottom has a kink",
      formula: "-20 exp(-0.2 sqrt(mean_i x[i]^2)) - exp(mean_i cos(2 pi x[i])) + 20 + e", dimension: .any(default: 2),
      value: { x in
        // The norm, unlike a bare root, has a derivative at 0.
        let funnel = (-0.2 / Double(x.count).squareRoot()) * norm(x)
        return (20 + exp(1.0)) - 20 * exp(funnel) - exp(cos((2 * Double.pi) * x).mean())
      },
      start: [2.4, -1.7], domain: [-32.768...32.768], minimum: 0, at: [[0]], tags: [.multimodal, .nonsmooth],
      source: "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)"),
    ProblemDeclaration(
      "salomon", "ring waves on a cone", formula: "1 - cos(2 pi r) + 0.1 r, r = sqrt(sum_i x[i]^2)", dimension: .any(default: 2),
      value: { x in
        let r = norm(x)
        let wave: Expression = cos(2 * Double.pi * r)
        return 1 - wave + 0.1 * r
      },
      start: [30, -20], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal, .nonsmooth],
      source: "Salomon, BioSystems 39 (1996)"),
    ProblemDeclaration(
      "drop_wave", "ring waves that fade outwards",
      formula: "-(1 + cos(12 r)) / (0.5 r^2 + 2), r = sqrt(x1^2 + x2^2)",
      value: { x in
        let s = square(x).sum()
        return -(1 + cosineOfRoot(144 * s)) / (0.5 * s + 2)
      },
      start: [2, -1.5], domain: [-5.12...5.12], minimum: -1, at: [[0]], tags: [.multimodal],
      source: "Surjanovic and Bingham, SFU library"),
    ProblemDeclaration(
      "schaffer1", "waves that quicken outwards",
      formula: "0.5 + (sin^2((x1^2 + x2^2)^2) - 0.5) / (1 + 0.001 (x1^2 + x2^2))^2",
      value: { x in
        let s = square(x).sum()
        let wave: Expression = sin(square(s))
        return faded(square(wave), s)
      },
      start: [1.2, -0.7], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Mishra, MPRA paper 2718 (2006), after Schaffer"),
    ProblemDeclaration(
      "schaffer2", "hyperbolic waves",
      formula: "0.5 + (sin^2(x1^2 - x2^2) - 0.5) / (1 + 0.001 (x1^2 + x2^2))^2",
      value: { x in
        let wave: Expression = sin(square(x[0]) - square(x[1]))
        return faded(square(wave), square(x).sum())
      },
      start: [1.2, -0.7], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Mishra, MPRA paper 2718 (2006), after Schaffer"),
    ProblemDeclaration(
      "schaffer3", "hyperbolic waves, lowest at four points beside the origin",
      formula: "0.5 + (sin^2(cos(|x1^2 - x2^2|)) - 0.5) / (1 + 0.001 (x1^2 + x2^2))^2",
      value: { x in
        let inner: Expression = cos(square(x[0]) - square(x[1]))
        let wave: Expression = sin(inner)
        return faded(square(wave), square(x).sum())
      },
      start: [0.7, -0.3], domain: [-100...100], minimum: 0.0015668545260041698, at: axisPoints(1.2531149631200684),
      tags: [.multimodal], source: "Mishra, MPRA paper 2718 (2006), after Schaffer"),
    ProblemDeclaration(
      "schaffer4", "hyperbolic waves, lowest at four points beside the origin",
      formula: "0.5 + (cos^2(sin(|x1^2 - x2^2|)) - 0.5) / (1 + 0.001 (x1^2 + x2^2))^2",
      value: { x in
        let inner: Expression = sin(square(x[0]) - square(x[1]))
        let wave: Expression = cos(inner)
        return faded(square(wave), square(x).sum())
      },
      start: [0.7, -0.3], domain: [-100...100], minimum: 0.29257863203598055, at: axisPoints(1.2531318314637332),
      tags: [.multimodal], source: "Mishra, MPRA paper 2718 (2006), after Schaffer"),
    ProblemDeclaration(
      "schaffer6", aliases: ["schaffer_f6"], "ring waves; summed over neighbours in more than two dimensions",
      formula: "sum_{i<n} 0.5 + (sin^2(sqrt(s)) - 0.5) / (1 + 0.001 s)^2, s = x[i]^2 + x[i+1]^2",
      dimension: .any(default: 2, from: 2),
      value: { x in
        let n = x.count
        let s = square(x[..<(n - 1)]) + square(x[1...])
        return faded(0.5 - 0.5 * cosineOfRoot(4 * s), s).sum()
      },
      start: [5, -3], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Schaffer, Caruana, Eshelman and Das, third conference on genetic algorithms (1989)"),
  ]

  /// (0, ±a) and (±a, 0)
  private static func axisPoints(_ a: Double) -> [EntryRule] { [[0, a], [0, -a], [a, 0], [-a, 0]] }
}

/// Schaffer's wave: it oscillates about 0.5, less and less as s = |x|^2 grows.
private func faded(_ wave: Expression, _ s: Expression) -> Expression { 0.5 + (wave - 0.5) / square(1 + 0.001 * s) }

/// cos(sqrt(z)) for z >= 0, with all its derivatives at z = 0: by its series where z is small.
private func cosineOfRoot(_ z: Expression) -> Expression {
  let isSmall = z .< 0.01
  let small = select(isSmall, z, 0)
  // Terms up to z^5/10!; the next is below 1e-20.
  var series = small * (-1.0 / 3_628_800) + 1.0 / 40_320
  let coefficients: [Double] = [-1.0 / 720, 1.0 / 24, -0.5, 1]
  for coefficient in coefficients { series = series * small + coefficient }
  let root: Expression = sqrt(select(isSmall, 1, z))
  let wave: Expression = cos(root)
  return select(isSmall, series, wave)
}
