import type {Surface} from '../../render/surface/terminal-style.js'
import {environmentTopic} from './environment.js'
import {exitCodesTopic} from './exit-codes.js'
import {formattingTopic} from './formatting.js'
import {rateLimitsTopic} from './rate-limits.js'
import {tiersTopic} from './tiers.js'
import {alignedRows, paragraphs, sections, width} from '../layout.js'
import {HELP_TOPICS, type HelpTopicId} from './names.js'
import type {TopicBlock, TopicSection} from './section.js'

/** The pages, each made from the data that the code itself runs by. */
const PAGES: Readonly<Record<HelpTopicId, () => readonly TopicSection[]>> = {
  'exit-codes': exitCodesTopic,
  environment: environmentTopic,
  formatting: formattingTopic,
  'rate-limits': rateLimitsTopic,
  tiers: tiersTopic,
}

/** A page's content. */
export function topicSections(name: HelpTopicId): readonly TopicSection[] {
  return PAGES[name]()
}

/** A page as text. */
export function helpTopicText(name: HelpTopicId, surface: Surface): string {
  const {summary} = HELP_TOPICS.find(topic => topic.name === name)!
  const parts = topicSections(name).map(({title, blocks}) => [title, blockLines(blocks, surface)] as const)
  return sections(surface, [['', [summary]], ...parts])
}

function blockLines(blocks: readonly TopicBlock[], surface: Surface): string[] {
  return blocks.flatMap((block, at) => {
    const lines = typeof block === 'string' ? paragraphs(block, surface, 2) : alignedRows(block, width(surface))
    return at === 0 ? lines : ['', ...lines]
  })
}
