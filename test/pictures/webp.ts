import type { Browser } from 'playwright-core'

/** Of 1: small text is still clear, and a page takes a third of its PNG. */
const QUALITY = 0.5

/** A PNG as WebP, which browsers and GitHub show; the browser that took the picture writes it. */
export async function webpOf(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage()
  try {
    const address = await page.evaluate(
      `(async () => {
        const image = new Image()
        image.src = 'data:image/png;base64,${png.toString('base64')}'
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = image.naturalWidth
        canvas.height = image.naturalHeight
        canvas.getContext('2d').drawImage(image, 0, 0)
        return canvas.toDataURL('image/webp', ${QUALITY})
      })()`,
    )
    return Buffer.from(String(address).split(',')[1] ?? '', 'base64')
  } finally {
    await page.close()
  }
}
