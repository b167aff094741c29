/// Every module, by family, in the order of listing. To add one: write its class, and its name here.
let allModules: [Module.Type] = [
]

/// Second names.
let moduleAliases: [String: Module.Type] = [:]
