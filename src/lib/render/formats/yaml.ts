/** What a terminal or a line reader does not take as it is; the same set as in JSON, with the C0 controls. */
const UNSAFE = /[^\P{C}\n]|\u2028|\u2029|\u034f/u
const EACH_UNSAFE = /[^\P{C}\n]|\u2028|\u2029|\u034f/gu

/** A document as YAML. What could move a cursor or hide is escaped: reading the text gives the same value back. */
export async function yamlText(document: unknown): Promise<string> {
  const {Document, Scalar, visit} = await import('yaml')
  const yaml = new Document(document, {aliasDuplicateObjects: false})
  visit(yaml, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && UNSAFE.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE
    },
  })
  // What is left of them stands in double quotes, where YAML has the escapes of JSON.
  return yaml.toString({lineWidth: 0}).replace(EACH_UNSAFE, escaped)
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!
  return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}
