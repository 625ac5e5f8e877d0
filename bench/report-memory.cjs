// Preloaded into a measured process: tells its peak memory, in KiB, and the seconds of a core it took, on descriptor 3.
const process = require('node:process')
const {writeSync} = require('node:fs')

process.on('exit', () => {
  const {maxRSS, userCPUTime, systemCPUTime} = process.resourceUsage()
  writeSync(3, `${maxRSS} ${(userCPUTime + systemCPUTime) / 1e6}`)
})
