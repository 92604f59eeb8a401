/** Passwords of eight characters and more that guessers try first, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password password1 password12 password123 password1234 password! passw0rd p@ssw0rd p@ssword pa$$word
  12345678 123456789 1234567890 12345678910 0123456789 01234567 123123123 12341234 11111111 111111111 1111111111
  00000000 0000000000 22222222 55555555 66666666 77777777 88888888 99999999 87654321 987654321 9876543210
  11223344 1122334455 112233445566 12121212 12344321 123321123 147258369 159753456 789456123 741852963 123654789
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwertz123 qwertzui azertyuiop asdfghjk asdfghjkl
  asdfasdf asdf1234 zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 a1234567 a12345678
  aaaaaaaa xxxxxxxx iloveyou iloveyou1 ilovegod princess princess1 sunshine sunshine1 football football1 baseball
  baseball1 basketball superman superman1 batman123 pokemon1 starwars welcome1 welcome123 letmein1 letmein123
  trustno1 whatever computer internet michelle jennifer jonathan victoria samantha danielle benjamin butterfly
  chocolate liverpool chelsea1 arsenal1 barcelona mercedes corvette mustang1 maverick midnight dragon123 monkey123
  shadow123 master123 hello123 hellohello admin123 admin1234 administrator changeme changeme1 default1 secret123
  test1234 testtest qweasdzxc qweqweqwe`.split(/\s+/),
)
