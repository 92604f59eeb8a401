/**
 * Runs `run` at once where the last run is `ms` ago or longer, and otherwise when it is; however often it is asked meanwhile, once.
 * `stop` forgets what is still to come.
 */
export const atMostEvery = (ms: number, run: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  const go = () => {
    timer = undefined
    last = performance.now()
    run()
  }
  return {
    ask: () => {
      if (timer !== undefined) return
      const wait = last + ms - performance.now()
      if (wait <= 0) go()
      else timer = setTimeout(go, wait)
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
