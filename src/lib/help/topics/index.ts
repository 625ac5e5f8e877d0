import type {Surface} from '../../render/surface/terminal-style.js'
import type {CommandDescription} from '../command-description.js'
import {environmentTopic} from './environment.js'
import {exitCodesTopic} from './exit-codes.js'
import {firectlTopic} from './firectl.js'
import {flagsTopic} from './flags.js'
import {formattingTopic} from './formatting.js'
import {rateLimitsTopic} from './rate-limits.js'
import {tiersTopic} from './tiers.js'
import {alignedRows, paragraphs, sections, width} from '../layout.js'
import {HELP_TOPICS, type HelpTopicId} from './names.js'
import type {TopicBlock, TopicSection} from './section.js'

/** The pages, each made from the data that the code itself runs by. */
const PAGES: Readonly<Record<HelpTopicId, (commands: readonly CommandDescription[]) => readonly TopicSection[]>> = {
  flags: flagsTopic,
  'exit-codes': exitCodesTopic,
  environment: environmentTopic,
  formatting: formattingTopic,
  'rate-limits': rateLimitsTopic,
  tiers: tiersTopic,
  firectl: firectlTopic,
}

/** A page's content. */
export function topicSections(name: HelpTopicId, commands: readonly CommandDescription[]): readonly TopicSection[] {
  return PAGES[name](commands)
}

/** A page as text. */
export function helpTopicText(name: HelpTopicId, commands: readonly CommandDescription[], surface: Surface): string {
  const {summary} = HELP_TOPICS.find(topic => topic.name === name)!
  const parts = topicSections(name, commands).map(({title, blocks}) => [title, blockLines(blocks, surface)] as const)
  return sections(surface, [['', paragraphs(summary, surface)], ...parts])
}

function blockLines(blocks: readonly TopicBlock[], surface: Surface): string[] {
  return blocks.flatMap((block, at) => {
    const lines = typeof block === 'string' ? paragraphs(block, surface, 2) : alignedRows(block, width(surface))
    return at === 0 ? lines : ['', ...lines]
  })
}
