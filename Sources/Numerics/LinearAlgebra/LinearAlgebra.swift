import COpenBLAS

/// Process-wide settings of the linear algebra library (OpenBLAS).
///
/// Every operation of this folder runs on one thread unless told otherwise: the matrices of an optimizer are small, and waking
/// threads costs more than it saves. Code that calls BLAS itself calls `prepare()` first.
public enum LinearAlgebra {
  /// OpenBLAS starts with a thread for each core. A global is initialised once, so this line runs before the first operation.
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Puts the library into the state the operations expect; cheap after the first call.
  @inline(__always) public static func prepare() { _ = oneThread }

  /// The number of threads of all later operations, in the whole process; at least 1.
  public static var threads: Int {
    get {
      prepare()
      return Int(openblas_get_num_threads())
    }
    set {
      prepare()
      openblas_set_num_threads(Int32(clamping: max(1, newValue)))
    }
  }

  /// Runs `body` with `count` threads and returns to the former number. The setting is the process's, not the caller's.
  public static func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    let former = threads
    threads = count
    defer { threads = former }
    return try body()
  }
}

/// Why a factorization or a solve gave no result.
public enum LinearAlgebraFailure: Error, Equatable, Sendable {
  /// An entry of the input, or of the result, is infinite or not a number.
  case nonFinite
  /// The pivot at this row (from 0) is exactly zero.
  case singular(pivot: Int)
  /// The leading minor of this order (from 1) is not positive.
  case notPositiveDefinite(order: Int)
  /// An eigenvalue or singular value iteration gave up.
  case notConverged
}

/// The integer type of BLAS and LAPACK.
typealias BLASInteger = Int32

/// LAPACK asks for a leading dimension of at least one even where a matrix has no columns.
@inline(__always) func leadingDimension(_ n: Int) -> BLASInteger { BLASInteger(max(1, n)) }

/// The length LAPACK names in the first entry of a workspace query.
func workspaceLength(_ query: Double) -> Int { max(1, Int(query)) }

/// Scratch memory that lives as long as the factorization that owns it.
final class Workspace<Element> {
  let base: UnsafeMutablePointer<Element>
  let count: BLASInteger

  init(count: Int, repeating value: Element) {
    let length = max(1, count)
    base = .allocate(capacity: length)
    base.initialize(repeating: value, count: length)
    self.count = BLASInteger(length)
  }

  deinit { base.deallocate() }
}

/// An option letter of LAPACK, which takes every argument by reference.
@inline(__always) func letter(_ character: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: character.value) }
