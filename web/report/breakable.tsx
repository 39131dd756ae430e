/** Names that a narrow column may break where they are put together: `Alter|Partition`, `{b0,|b1}`. */
export const Breakable = ({ text }: { readonly text: string }) => (
  <>
    {text.split(/(?<=[a-z])(?=[A-Z])|(?<=,)(?=\S)/).map((part, i) => (
      <>
        {i > 0 && <wbr />}
        {part}
      </>
    ))}
  </>
)
