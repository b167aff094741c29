import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Matrices and a tensor of three axes as products of smaller ones, and networks of layers.

extension ProblemDeclaration {
  /// A quarter of the size.
  private static func rank(_ n: Int) -> Int { max(1, n / 4) }
  private static let factors: @Sendable (Int) -> Tensors = { [("U", [$0, rank($0)]), ("V", [$0, rank($0)])] }

  /// The leading singular values, from 2 down to above 1.
  private static func leading(_ n: Int) -> [Double] { (0..<rank(n)).map { 2 - Double($0) / Double(rank(n)) } }

  /// U = S √σ, V = Cᵀ √σ of the leading singular values.
  @Sendable private static func bestFactors(_ n: Int) -> [Double] {
    let (s, c, sigma) = (sineMatrix(n), cosineMatrix(n), leading(n).map { $0.squareRoot() })
    return Problems.matrix(n, rank(n)) { s[$0, $1] * sigma[$1] }.values + Problems.matrix(n, rank(n)) { c[$1, $0] * sigma[$1] }.values
  }

  @Sendable private static func smallFactors(_ n: Int) -> [Double] { (0..<(2 * n * rank(n))).map { 0.5 * sin(1 + 0.8 * Double($0)) } }

  static let lowRank = ProblemDeclaration(
    matrix: "low_rank", aliases: ["low_rank_factorization"], "the nearest matrix of low rank, as a product",
    formula: "|U V' - A|^2, A n x n, U and V n x r, r a quarter of n", size: .any(default: 8, from: 2), tensors: factors,
    residuals: { n in
      // What is left out has squares that sum to 1/4.
      let rest = [Double](repeating: 0.5 / Double(n - rank(n)).squareRoot(), count: n - rank(n))
      let a = spectral(sineMatrix(n), leading(n) + rest, cosineMatrix(n))
      return { p in matmul(p[0], p[1].transpose()) - p[0].graph.matrix(a) }
    },
    start: smallFactors, minimum: 0.25, at: [bestFactors],
    source: "Eckart and Young, Psychometrika 1 (1936); as a product: Burer and Monteiro, Math. Programming 95 (2003)")

  static let matrixCompletion = ProblemDeclaration(
    matrix: "matrix_completion", "a matrix of low rank of which three entries in five are known",
    formula: "sum over the known entries of (U V' - A)^2, A n x n, U and V n x r, r a quarter of n; known: (7 i + 3 j + i j) mod 5 < 3",
    size: .any(default: 8, from: 2), tensors: factors,
    residuals: { n in
      let a = spectral(sineMatrix(n), leading(n) + [Double](repeating: 0, count: n - rank(n)), cosineMatrix(n))
      let known = (0..<(n * n)).filter { (7 * ($0 / n) + 3 * ($0 % n) + ($0 / n) * ($0 % n)) % 5 < 3 }
      return { p in (matmul(p[0], p[1].transpose()) - p[0].graph.matrix(a)).flattened.gather(known) }
    },
    start: smallFactors, at: [bestFactors], source: "Candes and Recht, Found. Comput. Math. 9 (2009)")

  static let cpDecomposition: ProblemDeclaration = {
    let tensors: @Sendable (Int) -> Tensors = { n in ["A", "B", "C"].map { ($0, [n, 2]) } }
    @Sendable func factor(_ number: Int, _ n: Int) -> Matrix {
      Problems.matrix(n, 2) { i, r -> Double in
        let angle = Double(number) + 1.3 * Double(i) + 2.1 * Double(r * (i + 1))
        return cos(angle)
      }
    }
    return ProblemDeclaration(
      matrix: "cp_decomposition", "a tensor of three axes as a sum of two outer products",
      formula: "sum over i, j, k of (sum_r A[i,r] B[j,r] C[k,r] - T[i,j,k])^2, T n x n x n", size: .any(default: 4, from: 2), tensors: tensors,
      residuals: { n in
        let (a, b, c) = (factor(0, n), factor(1, n), factor(2, n))
        let target = Problems.matrix(n, n * n) { i, jk in
          let (j, k) = (jk / n, jk % n)
          return a[i, 0] * b[j, 0] * c[k, 0] + a[i, 1] * b[j, 1] * c[k, 1]
        }
        return { p in
          let pairs = (p[1].expandDims(1) * p[2].expandDims(0)).reshape([n * n, 2])
          return matmul(p[0], pairs.transpose()) - p[0].graph.matrix(target)
        }
      },
      start: { n in (0..<(6 * n)).map { 0.7 * sin(2 + 0.9 * Double($0)) } },
      at: [{ n in (0..<3).flatMap { factor($0, n).values } }],
      source: "Kolda and Bader, SIAM Review 51 (2009), section 3")
  }()

  static func deepLinear(condition: Double) -> ProblemDeclaration {
    let tensors: @Sendable (Int) -> Tensors = { n in (1...3).map { ("W\($0)", [n, n]) } }
    return ProblemDeclaration(
      matrix: "deep_linear", "three linear layers that together are one matrix",
      formula: "|W3 W2 W1 - A|^2, all n x n, A of condition number \(condition)", size: .any(default: 6), tensors: tensors,
      residuals: { n in
        let a = symmetric(geometric(n, condition: condition))
        return { p in matmul(p[2], matmul(p[1], p[0])) - p[0].graph.matrix(a) }
      },
      start: { n in
        (0..<3).flatMap { layer in
          Problems.matrix(n, n) { i, j -> Double in
            let angle = 1 + Double(layer) + 2 * Double(i) + 0.7 * Double(j)
            return (i == j ? 0.8 : 0) + 0.1 * sin(angle)
          }.values
        }
      },
      at: [{ n in (0..<3).flatMap { _ in symmetric(geometric(n, condition: condition).map { cbrt($0) }).values } }],
      source: "Saxe, McClelland and Ganguli, ICLR 2014, with uncorrelated inputs", withCondition: { deepLinear(condition: $0) })
  }

  static let autoencoder: ProblemDeclaration = {
    let tensors: @Sendable (Int) -> Tensors = { n in
      let h = rank(n)
      return [("W1", [h, n]), ("b1", [h]), ("W2", [n, h]), ("b2", [n])]
    }
    return ProblemDeclaration(
      matrix: "autoencoder", "a network that gives back its input through a narrow layer",
      formula: "mean over 4n rows and n columns of (W2 tanh(W1 x + b1) + b2 - x)^2, W1 r x n, r a quarter of n",
      size: .any(default: 8, from: 2), tensors: tensors,
      residuals: { n in
        // Rows on a curved surface of two dimensions.
        let rows = Problems.matrix(4 * n, n) { i, j in
          let (row, column) = (Double(i), Double(j))
          let (s, t) = (sin(1.7 * row), cos(0.6 + 2.9 * row))
          let linear: Double = sin(1 + column) * s + cos(2 * column) * t
          return linear + 0.3 * s * t * sin(3 * column)
        }
        return { p in
          let x = p[0].graph.matrix(rows)
          let hidden = tanh(matmul(x, p[0].transpose()) + p[1])
          return (1 / Double(4 * n * n).squareRoot()) * (matmul(hidden, p[2].transpose()) + p[3] - x)
        }
      },
      start: { n in
        let count = tensors(n).reduce(0) { $0 + $1.shape.entries }
        return (0..<count).map { 0.3 * sin(1 + 1.1 * Double($0)) }
      },
      minimum: nil, source: "Hinton and Salakhutdinov, Science 313 (2006), in small, on made data")
  }()
}
