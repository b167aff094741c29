/// The family's modules in the order of listing.
let varianceReductionModules: [Module.Type] = [SVRG.self]
