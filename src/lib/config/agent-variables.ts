/** Variables that AI agents set in the shells they run, the one list of them. Source: fireq's own contract. */
export const AGENT_VARIABLES = ['CLAUDECODE', 'CURSOR_AGENT', 'CODEX_SANDBOX', 'GEMINI_CLI', 'AI_AGENT'] as const
