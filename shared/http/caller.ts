/**
 * By what a caller is counted: an IPv4 address, or the /64 network of an IPv6 one, since whoever has one address there has
 * 2⁶⁴ of them. What is no address is counted together.
 */
export const networkOf = (address: string | undefined): string => {
  if (address === undefined) return 'unknown'
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return address
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!/^[0-9a-f:.]{2,45}$/i.test(address)) return 'unknown'
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
  const network = [...front, ...zeros, ...back].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}
