import Numerics

/// One tensor as Shampoo and SOAP see it: small axes merged into one, and matrices that act along axes.
final class AxisProducts {
  /// An axis with a matrix of its own. Entries of the tensor are (before, size, after), row-major.
  final class Axis {
    let size, before, after: Int
    /// The number of its matrix among those of all tensors.
    let slot: Int
    /// The tensor's entries with this axis as rows, or as columns where it is the last.
    fileprivate let unfolded: Matrix
    /// Products with the matrix and with its transpose.
    fileprivate let plain: MatrixProduct, transposed: MatrixProduct

    fileprivate init(size: Int, before: Int, after: Int, slot: Int, unfolded: Matrix) {
      self.size = size
      self.before = before
      self.after = after
      self.slot = slot
      self.unfolded = unfolded
      var product: MatrixProduct
      if after == 1 {
        product = MatrixProduct(m: before, n: size, k: size, lda: size, ldb: size)
        transposed = product
        product.transposeB = true
        plain = product
      } else {
        product = MatrixProduct(m: size, n: after, k: size, lda: size, ldb: after)
        product.batch = before
        product.strideB = size * after
        plain = product
        product.transposeA = true
        transposed = product
      }
    }

    /// result ← tensor ×ᵢ M, or with its transpose.
    @inline(never)
    fileprivate func multiply(
      _ matrix: UnsafePointer<Double>, transposed isTransposed: Bool, _ tensor: UnsafePointer<Double>,
      into result: UnsafeMutablePointer<Double>
    ) {
      let product = isTransposed ? transposed : plain
      if after == 1 { product(tensor, matrix, result) } else { product(matrix, tensor, result) }
    }
  }

  let offset, count: Int
  /// Sizes after merging.
  let shape: [Int]
  /// The number of axes after merging.
  var order: Int { shape.count }
  let axes: [Axis]
  /// Work space of all tensors: their entries in merged order.
  private let merged: Vector
  /// Where entry i of the merged tensor stands in the segment; nil where the order is the same.
  private let origin: [Int]?

  /// - Parameters:
  ///   - mergesSmall: flatten the smallest axes as long as their sizes multiply to at most `maxDim`.
  ///   - maxDim: axes of this size and more get no matrix.
  ///   - firstSlot: the number of the first matrix.
  ///   - merged: the vector that the covariances are taken of.
  init(_ segment: Segment, mergesSmall: Bool, maxDim: Int, preconditions1D: Bool, firstSlot: Int, merged: Vector) {
    offset = segment.offset
    count = segment.count
    self.merged = merged
    var shape = segment.shape
    var origin: [Int]?
    if mergesSmall, let smallest = shape.min(), smallest <= maxDim {
      let permutation = shape.indices.sorted { (shape[$0], $0) < (shape[$1], $1) }
      if permutation != Array(shape.indices) { origin = AxisProducts.origins(shape, permutation) }
      let sorted = permutation.map { shape[$0] }
      var product = 1, length = 0
      while length < sorted.count, product * sorted[length] <= maxDim {
        product *= sorted[length]
        length += 1
      }
      shape = [product] + sorted[length...]
    }
    self.origin = origin
    self.shape = shape
    var axes: [Axis] = []
    if shape.count > 1 || preconditions1D {
      var before = 1
      for size in shape {
        let after = segment.count / max(1, before * size)
        if size > 1 && size < maxDim {
          let unfolded: Matrix
          if before == 1 {
            unfolded = Matrix(rows: size, columns: after, in: merged, at: segment.offset)
          } else if after == 1 {
            unfolded = Matrix(rows: before, columns: size, in: merged, at: segment.offset)
          } else {
            unfolded = Matrix(rows: size, columns: before * after)
          }
          axes.append(Axis(size: size, before: before, after: after, slot: firstSlot + axes.count, unfolded: unfolded))
        }
        before *= size
      }
    }
    self.axes = axes
    LinearAlgebra.prepare()
  }

  /// Positions in a tensor of this shape of the entries of the tensor with permuted axes, in its order.
  private static func origins(_ shape: [Int], _ permutation: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    for i in shape.indices.dropLast().reversed() { strides[i] = strides[i + 1] * shape[i + 1] }
    var result = [0]
    for axis in permutation {
      result = result.flatMap { base in (0..<shape[axis]).map { base + $0 * strides[axis] } }
    }
    return result
  }

  /// target ← the tensor's entries of u, in merged order
  func gather(_ u: Vector, into target: Vector) {
    let from = u.base + offset, to = target.base + offset
    guard let origin else { return to.update(from: from, count: count) }
    for i in 0..<count { to[i] = from[origin[i]] }
  }

  /// The tensor's entries of u ← source, in merged order
  func scatter(_ source: Vector, into u: Vector) {
    let from = source.base + offset, to = u.base + offset
    guard let origin else { return to.update(from: from, count: count) }
    for i in 0..<count { to[origin[i]] = from[i] }
  }

  /// covariance ← alpha · X₍ᵢ₎X₍ᵢ₎ᵀ + beta · covariance, X the tensor in the merged vector.
  func covariance(_ axis: Axis, into covariance: Matrix, alpha: Double, beta: Double) {
    let size = axis.size, after = axis.after
    if axis.before > 1 && after > 1 {
      let x = merged.base + offset
      for l in 0..<axis.before {
        for j in 0..<size {
          (axis.unfolded.row(j) + l * after).update(from: x + (l * size + j) * after, count: after)
        }
      }
    }
    multiplyByOwnTranspose(
      axis.unfolded, transposed: axis.before > 1 && after == 1, into: covariance, alpha: alpha, beta: beta)
  }

  /// target ← source ×₁ M₁ ×₂ M₂ …, or with their transposes. The three vectors are different ones.
  @inline(never)
  func multiply(_ matrices: [Matrix], transposed: Bool, _ source: Vector, into target: Vector, scratch: Vector) {
    if axes.isEmpty { return (target.base + offset).update(from: source.base + offset, count: count) }
    var from = source.base + offset
    // The last product ends in the target.
    var isTarget = axes.count % 2 == 1
    for axis in axes {
      let to = (isTarget ? target : scratch).base + offset
      axis.multiply(matrices[axis.slot].base, transposed: transposed, from, into: to)
      from = to
      isTarget.toggle()
    }
  }

  /// Moves the tensor's entries along an axis: position k takes what stood at `order[k]`. `scratch` has the vector's size.
  func permute(_ v: Vector, along axis: Axis, _ order: [Int], scratch: Vector) {
    let x = v.base + offset, old = scratch.base + offset
    old.update(from: x, count: count)
    let size = axis.size, after = axis.after
    for l in 0..<axis.before {
      for k in 0..<size {
        (x + (l * size + k) * after).update(from: old + (l * size + order[k]) * after, count: after)
      }
    }
  }
}
