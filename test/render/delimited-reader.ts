/** Reads csv of RFC 4180, records ended by LF. Written for the tests, from the RFC, not from the writer. */
export function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === ',') {
      record.push(cell)
      cell = ''
    } else if (char === '\n') {
      records.push([...record, cell])
      record = []
      cell = ''
    } else cell += char
  }
  if (cell !== '' || record.length > 0) throw new Error('the last record is not ended')
  return records
}

export function readTsv(text: string): string[][] {
  if (!text.endsWith('\n')) throw new Error('the last record is not ended')
  return text
    .slice(0, -1)
    .split('\n')
    .map(line => line.split('\t'))
}
