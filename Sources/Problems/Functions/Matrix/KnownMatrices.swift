import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Matrices in closed form, so that the problems made of them have known answers and are the same on every machine.

/// The orthogonal matrix S[i,j] = √(2/(n+1)) sin(π(i+1)(j+1)/(n+1)): symmetric, its own inverse.
func sineMatrix(_ n: Int) -> Matrix {
  matrix(n, n) { i, j in (2 / Double(n + 1)).squareRoot() * sin(Double.pi * Double((i + 1) * (j + 1)) / Double(n + 1)) }
}

/// The orthogonal matrix C[i,j] = √(c/n) cos(π i (2j+1)/(2n)), c = 1 in row 0 and 2 below.
func cosineMatrix(_ n: Int) -> Matrix {
  matrix(n, n) { i, j in (Double(min(i, 1) + 1) / Double(n)).squareRoot() * cos(Double.pi * Double(i * (2 * j + 1)) / Double(2 * n)) }
}

func matrix(_ rows: Int, _ columns: Int, _ entry: (_ i: Int, _ j: Int) -> Double) -> Matrix {
  let matrix = Matrix(rows: rows, columns: columns)
  for i in 0..<rows {
    for j in 0..<columns { matrix[i, j] = entry(i, j) }
  }
  return matrix
}

/// L · diag(values) · R
func spectral(_ left: Matrix, _ values: [Double], _ right: Matrix) -> Matrix {
  product(matrix(left.rows, values.count) { left[$0, $1] * values[$1] }, right)
}

/// S · diag(values) · S, symmetric with these eigenvalues.
func symmetric(_ values: [Double]) -> Matrix {
  let s = sineMatrix(values.count)
  return spectral(s, values, s)
}

func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  let c = Matrix(rows: a.rows, columns: b.columns)
  multiply(a, b, into: c)
  return c
}

/// n numbers in geometric progression from 1/√c to √c.
func geometric(_ n: Int, condition c: Double) -> [Double] {
  (0..<n).map { n == 1 ? 1 : pow(c, Double($0) / Double(n - 1) - 0.5) }
}

extension Graph {
  /// A constant.
  func matrix(_ m: Matrix) -> Expression { tensor(m.storage, shape: [m.rows, m.columns]) }
}

extension EntryRule {
  /// Entries for matrices of size n, found from the number of entries that these tensors have.
  static func sized(_ tensors: @escaping @Sendable (Int) -> ProblemDeclaration.Tensors, _ entries: @escaping @Sendable (_ n: Int) -> [Double]) -> EntryRule {
    .rule { count in
      var n = 1
      while tensors(n).reduce(0, { $0 + $1.shape.entries }) < count { n += 1 }
      return entries(n)
    }
  }
}
