import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Calls `body` for the numbers below `count`, each once, begun in their order, on so many threads; the caller's is one of them.
/// `body` returns false to begin no more.
///
/// POSIX threads, because the concurrency runtime would be loaded at every start of the tool.
func inParallel(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Bool) {
  let work = ParallelWork(count: count, body: body)
  var others: [pthread_t] = []
  for _ in 1..<max(1, min(threads, count)) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(work)
    // A system that gives no more threads gets the work done by fewer.
    let status = pthread_create(&thread, nil, { context in
      guard let context else { return nil }
      Unmanaged<ParallelWork>.fromOpaque(context).takeRetainedValue().run()
      return nil
    }, context.toOpaque())
    if status != 0 {
      context.release()
      break
    }
    others.append(thread)
  }
  work.run()
  for thread in others { pthread_join(thread, nil) }
}

private final class ParallelWork: Sendable {
  private let next = Atomic<Int>(0)
  private let count: Int
  private let body: @Sendable (Int) -> Bool

  init(count: Int, body: @escaping @Sendable (Int) -> Bool) {
    self.count = count
    self.body = body
  }

  func run() {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      if !body(number) { next.store(count, ordering: .relaxed) }
    }
  }
}

/// Cores of the machine that are at work.
public var availableCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
