import ts from 'typescript';

const PRIMITIVE =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never;

/**
 * The types that a module exports, written out: what was inferred from schemas stands there as plain types, with the
 * words of the contract.
 *
 * @param {ts.SourceFile} file
 * @param {ts.TypeChecker} checker
 */
export function declarationsOf(file, checker) {
  const module = checker.getSymbolAtLocation(file);
  const exported = (module ? checker.getExportsOfModule(module) : []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const types = exported.map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return { name: symbol.name, type: checker.getDeclaredTypeOfSymbol(target), doc: docOf(target, checker) };
  });
  const printer = new Printer(checker, new Map(types.map(({ name, type }) => [type, name])));
  return types.map(({ name, type, doc }) => `${doc}export type ${name} = ${printer.expand(type)};\n`).join('');
}

class Printer {
  /**
   * @param {ts.TypeChecker} checker
   * @param {Map<ts.Type, string>} names
   */
  constructor(checker, names) {
    this.checker = checker;
    this.names = names;
  }

  /**
   * @param {ts.Type} type
   * @returns {string}
   */
  print(type) {
    return this.names.get(type) ?? this.expand(type);
  }

  /**
   * @param {ts.Type} type
   * @returns {string}
   */
  expand(type) {
    if (type.flags & PRIMITIVE)
      return this.checker.typeToString(
        type,
        undefined,
        ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias,
      );
    if (type.isUnion()) return this.union(type.types);
    const [element] = this.checker.isArrayType(type)
      ? this.checker.getTypeArguments(/** @type {ts.TypeReference} */ (type))
      : [];
    if (element) return `(${this.print(element)})[]`;
    if (type.getCallSignatures().length > 0)
      throw new Error(`a function on the wire: ${this.checker.typeToString(type)}`);
    return this.object(type);
  }

  /** @param {ts.Type[]} types */
  union(types) {
    const others = types.filter((type) => !isBoolean(type)).map((type) => this.print(type));
    const booleans = types.filter(isBoolean);
    const both = booleans.length === 2 ? ['boolean'] : booleans.map((type) => this.checker.typeToString(type));
    return [...both, ...others].join(' | ');
  }

  /** @param {ts.Type} type */
  object(type) {
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = this.checker.getPropertiesOfType(type).map((property) => this.property(property));
    return `{\n${[...(index ? [`[key: string]: ${this.print(index.type)};`] : []), ...properties].join('\n')}\n}`;
  }

  /** @param {ts.Symbol} property */
  property(property) {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const type = this.checker.getTypeOfSymbol(property);
    const given = optional ? this.checker.getNonNullableType(type) : type;
    // Null is a value of its own: only that which stands for absence goes.
    const printed = optional && !isNullable(type) ? this.print(given) : this.print(type);
    const name = /^\w+$/.test(property.name) ? property.name : `'${property.name}'`;
    return `${docOf(property, this.checker)}${name}${optional ? '?' : ''}: ${printed};`;
  }
}

/** @param {ts.Type} type */
const isBoolean = (type) => (type.flags & ts.TypeFlags.BooleanLiteral) !== 0;

/** @param {ts.Type} type */
const isNullable = (type) => type.isUnion() && type.types.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);

/**
 * @param {ts.Symbol} symbol
 * @param {ts.TypeChecker} checker
 */
function docOf(symbol, checker) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text === '' ? '' : `/** ${text.replaceAll('*/', '* /').replaceAll('\n', '\n * ')} */\n`;
}
