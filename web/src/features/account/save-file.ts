/** Puts a file among somebody's downloads. */
export const saveFile = (content: string, name: string, type: string) => {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
