/// The family's modules in the order of listing.
let projectionModules: [Module.Type] = [VectorProjection.self, ScalarProjection.self, To.self, ViewAsReal.self]
