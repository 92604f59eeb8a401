/**
 * Why the courier must not call `url`, or undefined when it may.
 * Publishers name the address, so without this list any of them could reach whatever the courier's network can.
 */
export const whyForbidden = (url: string, allow: readonly string[]): string | undefined => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // Nothing that an address cannot hold as it is: what is signed, stored and called must be the same text.
  if (!parsed || !/^https?:\/\/[\x21-\x7e]+$/i.test(url)) return 'the destination is not an http(s) address'
  if (parsed.username || parsed.password) return 'the destination carries a user name'
  return allow.includes(parsed.origin) ? undefined : `the destination ${parsed.origin} is not on the allow-list`
}
