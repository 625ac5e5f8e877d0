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

/** A place in a text, both from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A YAML text as a value, with the place of everything in it. */
export interface YamlReading {
  readonly value: unknown
  /** Where a path begins; the nearest part of it that is there. */
  placeOf(path: readonly string[]): TextPlace
}

/** What is wrong with a YAML text, and where. */
export interface YamlFault extends TextPlace {
  readonly message: string
}

/** Reads one YAML document (JSON is one too). Keys are unique; aliases cannot multiply what is there. */
export async function readYaml(text: string): Promise<YamlReading | YamlFault> {
  const {isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit} = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: true})
  const at = (offset: number): TextPlace => {
    const {line, col} = lines.linePos(offset)
    return {line: Math.max(1, line), column: Math.max(1, col)}
  }
  const [error] = document.errors
  if (error) return {...at(error.pos[0]), message: faultText(error)}
  let lost: number | undefined
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) lost ??= alias.range?.[0] ?? 0
    },
  })
  if (lost !== undefined) return {...at(lost), message: 'an alias without its anchor'}
  const placeOf = (path: readonly string[]): TextPlace => {
    let node: unknown = document.contents
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    for (const name of path) {
      const member = isSeq(node) ? node.items[Number(name)] : undefined
      if (isNode(member)) {
        offset = member.range?.[0] ?? offset
        node = member
        continue
      }
      const pair = isMap(node) ? node.items.find(({key}) => isScalar(key) && String(key.value) === name) : undefined
      if (pair === undefined) break
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    }
    return at(offset)
  }
  try {
    return {value: document.toJS({maxAliasCount: 10}) as unknown, placeOf}
  } catch (thrown) {
    return {...at(0), message: (thrown as Error).message}
  }
}

/** The library's sentence as one of ours; it names its own functions where several documents stand in the text. */
function faultText({code, message}: {readonly code: string; readonly message: string}): string {
  if (code === 'MULTIPLE_DOCS') return 'expected one document, found several'
  const [line = ''] = message.split('\n')
  return line.charAt(0).toLowerCase() + line.slice(1)
}

/** A file of quotas as text, one quota a line; `notes` stand behind their line. */
export async function quotasYaml(
  schema: string,
  accounts: Readonly<Record<string, {readonly profile: string | null; readonly quotas: readonly ExportedQuota[]}>>,
): Promise<string> {
  const {Document, isMap, isScalar} = await import('yaml')
  const content = Object.entries(accounts).map(([id, {profile, quotas}]) => [
    id,
    {
      ...(profile === null ? {} : {profile}),
      quotas: Object.fromEntries(quotas.map(({quota, value}) => [quota, {exactly: value}])),
    },
  ])
  const document = new Document({fireq: 'quotas/v1', accounts: Object.fromEntries(content) as unknown})
  document.commentBefore = ` yaml-language-server: $schema=${schema}`
  for (const [id, {quotas}] of Object.entries(accounts)) {
    for (const {quota, note} of quotas) {
      const rule = document.getIn(['accounts', id, 'quotas', quota], true)
      if (isMap(rule)) rule.flow = true
      if (isMap(rule) && note !== null) rule.comment = ` ${note}`
    }
    const list = document.getIn(['accounts', id, 'quotas'], true)
    if (isScalar(list) || (isMap(list) && list.items.length === 0)) document.setIn(['accounts', id, 'quotas'], {})
  }
  return document.toString({lineWidth: 0, flowCollectionPadding: false})
}

/** A quota as an export has it. */
export interface ExportedQuota {
  readonly quota: string
  readonly value: number
  /** What stands behind it as a comment; safe to show. */
  readonly note: string | null
}
