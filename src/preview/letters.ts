// Drawn by docs/pictures/letters.py from DejaVu Sans, 15 pixels.

/** Pixels of a line of text. */
export const letterHeight = 18;

/** Widths of the letters from space to ~, in pixels. */
export const letterWidths = [
  5, 6, 7, 13, 10, 14, 12, 4, 6, 6, 8, 13, 5, 5, 5, 5, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 5, 5, 13, 13, 13, 8, 15, 10, 10, 10, 12, 9,
  9, 12, 11, 4, 4, 10, 8, 13, 11, 12, 9, 12, 10, 10, 9, 11, 10, 15, 10, 9, 10, 6, 5, 6, 13, 8, 8, 9, 10, 8, 10, 9, 5, 10, 10, 4, 4, 9, 4,
  15, 10, 9, 10, 10, 6, 8, 6, 10, 9, 12, 9, 9, 8, 10, 5, 10, 13,
];

/** The letters side by side: how much of each pixel they cover, 0..255, row by row; deflated, in base64. */
export const letterCoverage =
  'eNrtmgdYFMcewP93R5NiAUFFQVE0xhK7Po3RGI0molhDxF4wUaNirMHYWzSKNbEXjIhgQOxiDSo2IgoKFgSDKAfcgfRr3DFvyu7d3gFCfPEl33vM993t7H9n' +
  'Z3Zn5/dvuwBVpapUlapSVarK/2AJrlk1B1Wl8mVUdr2qSTAulyLx3+bjcHsu27/sC1OvG+PV/l7+0ep4OyJWQnattkqzAhvQI/g8APFdH4Afg9kpoa0qHtI7' +
  'FaBzlDJjgwXesRh2RhtJxe/tSC6MnSzCtbUIaZJWWbPWrnnIHW/GI1KmE4n5wkTFzZ64EkVl6CPyZO8XSg+7kqMT4hQpC0VvMxXdzmbJD9ai1X8dTFFlXhwr' +
  'ZgfEqag5sOtCiodTqcjnRn5B3Jq6RFaSG7e1GX8cFx+uQm5LPPFaruJpSC9ytJDNUCyr8j8wCyrqyx/EZyaSjSQdLSI7F8jOcdKR2axYRf51L36Y9JMtSwvl' +
  'v/Umz2dhQuHLUDwpiC9w+i7tPDYUjj9i4+zMmoAa4u0GNA7/f4a6wIUES1wbretxIpHO/KWHzfnzZ8FpclePvwZ6BtpMu3BKQEtNZnDzWeP9wIgyJ7otm06+' +
  'LJGWlHnOzij200vIzj+jdI1R/Io3dcmNNNLJ9koqiZeFog0cXUmr0+O1sj31AURP/eyvbgCokdaFytdJ21uPXGrAa3ySGYBDQTeAAYdcQluPDq/o2o5ugUZ5' +
  'm2zbpu7CO1+EDbjI8Iq/3M7WW72YtbHqLQukFdGVBwwvlf780Phulm1+4fdOy8wBBiFf22bR8fhCpqu/tO2Rvvxt5uxEH6v20iNk1f6cNq+FtePQGzcc6IG+' +
  'JRnrgAPE1gdNxMs/PHNsbeve94KprHr3cNVwA0CCiuSEbFJdyw/2owbl4mV5Iq+74Yy1BequeNM/r5jgpUO9OLzMzqUPs7GfplzP9e4elWlfSlg/WPU+QJCs' +
  'v62TZySBBZqj4XSO9Hh5IvoQrXK2uKGxuBKdvR///1BgBg3zf8A95PhD3WyCz1fFHdgVmd9UtoPT5GGs4Zb5XYqXU/zdb/inxRezyK//PF7tUXfRfxevvZH/' +
  'aQ8XohyBxwvM+qJPK4lX99cikYzoQJiU3+/X931W4SlH1WHUPYDtP7MzrgcatBXBK+E7Ug04hv86/iq9PY+zOsMzyhnRquBj2PIS8z5O50wFEexu/YgK2JfG' +
  'N1usJsYNZj0aZYLXcK27oLc6xf74/1ACWZPoA4BUslx8lXZlDNxg/n1T0fjQQebGC+IF/tt1mZlt0aa79BqOXF0uleipuXsKYHZxW3orU3kuggody8JrLmsH' +
  'E53Lw8vmoryD4Iy1GaE7iN+wV0Xwyjh/m8NrHsPia/IgaduOaLxB2JsTumBDA+ofDLdTCi+zDNI9jEBt4cU+ADvtkmS8e/Mc/pui7QgRj6wARpZ8BC55K7ku' +
  'fibqhOLVSVPDgJdj/Fkb6JW76I2rsFJ4jdBWcM4/EK9Ha8GAF0DxhErhpXcnsBN2PJBzDileMdDlFZtc2JBVX4hXF9SEVPtr7Slet+ZWhNfALAkkHMQVZzRa' +
  'iBct2zL5mp+GLO3mhV2Hm+B18pqwtzmIeEkBBC8PXDVHBPbPkQfWFGgA90dK9QmXdYlLTK/l/aCi7O3dDPsNs/Ga65lSA/olKC9sDBBFE2+0ptLHnXTI43UG' +
  'IPkkGJPUCk0rC6/nJwx9l4lXjai0FmCE18DXllBD2YPh1QENYng9v8hMiTSMa1sTLTEIQ/V4LcBNr9csHy/YkEPMWgRWNL8kYa9QXgcbVmvNAqJMLsf7Fnck' +
  '7cKSbCLiLFgPY9Bu4PCC1JF6vBwf7sWuArRMLYuvZQgp44kdC/xtXZLyBtUwXncUqastQbQsXf37NLoqve6qsrZXg2DqvopXZXDywCsrEovudDaxXrWj7jix' +
  'ncgtz5R32o1MUD0hj8TQWvTtM02av5VwUMNggVfWSHXwr8i8zJBGsJOMuAoiAqiWcofRGkfKfI8eCIcXv2txfPB4eY1neLLEF2OrfampS9t1a8XQ6E7u5skq' +
  'I7xUPuWauStGu9dngC+TBMTbMLxEiX41L/mbxXpxTaajBEfBGd/J6KZWyVDwCMTO4ZjwCvDaj+2LcgWpaZaY4lUzM5RVLLqnESVsFr0ZOLxK5EVx3xAbkrpv' +
  'R27W2ZbcGQ/ukP9ORcQ5JGteSq0XmmmEl5lHsEK6qRM9YQqvQpjStB19tjhpeVPWmfOzazYYgOngohxn560LAK+bWDpVVQNuhvLO4QSdFzighSbQiIp2lYGX' +
  'oF3ZeKlinjcGY7zMZMNh8nMRwwtCH4oJXg6IqUs4/5Jr2wGNNwhTmdA5uAhPVd9M5dUNPcvDqyX6EjfU4vmZiMH6IQyejIZPmRV0K0TLWFQlv1/cjnXQRhFt' +
  'qcdr668C5/DNxcYzH6+XQHTU2TlYjvXylOJv69Rf+BnMyfO088glq3IS8nNoEXcAh3vkQSzIHWD3+WtKAtpW1yHkpbkRXs2SwqpxO2hj7QbRr2+2sF1f4CBs' +
  'PVMxwu5j6T7hoIbBAtEeZ5BkbbKvNWwlb730eFXLnU0U+zMwL5gI9jrZMGiAIWqj+BZW5DXFyotokH1xzNk/nVKbbF8sNsIrf4bx3Rs8orATQrm4oCscWs8U' +
  'e7osfQ6N2DvG5ofWmHsOVshfYPXlpfz03gM8xiUu+jkQzbY5C41TG+XhJZEPBBFbdvlrTfCSnC5gC12F0HG80GHpcxsOr6EzGthPVOzBtVzdAacGJ+T0NvEq' +
  'Y97+eHzGHaJm/NReth+9ojZMX/rKcg/0EZe7FBy/uVlygymXaGJ6MxvD3Mt4eyoAWmSR+OQoRkztwKcufpJAE/SNCTSQcUSf2mjOVT7j2i2i6Q7+KBLipVWd' +
  'MTfBCzafgqjlwOHVXDua4NWEeH1U6RWwtk2uyRwMwnyu91yixsG6/6oodMq8bLwgGjuC35G7aYxGwU1f2L0HVhWY0YcfgzqzDkeiNZy6S5LTfBHDq1ehVWXx' +
  'wk4l9mwC87GTbps7F8Syn5g0iwTtC/EUidLDSIpA58bwyibrdQEl4Q/8pNqg94V49cj2F3PmLPA5DtQmY98WHFFfYeus9VQJuxgGNQwGgel4Ouz5EMkEL9j5' +
  'EOvzbD98m0HwxdNtO2FCAW4+UbNIR2ZvWaoEahZNYe5pDvE1LAaUeBjhdfUqDXPsVj9R3PuumdUntw1+6CHhnLTQVoNH3qxuN+7JSx03zeAqbzwwvXFPpSsk' +
  'b4Ha8XEOkizOIIZfYtsXPxq6MbEQAH1w/Tir0mdUjvXao+ZjRMvOMffMoZkGRxUMLxaPldTB9ikPd1C7hCmMrQqS0wTfoiE2DUNTMXKSbx+rHg1FU4V31U+e' +
  'u793+XjVnnajhFgpqKaj3o/OGjYRjjcHQPtUou89sXFWz+QyEV2ehZRlvRQ732C9alO8ynIOP1cdMzPBq11x1xJ3Hi/Yn2xeynrhycw41VogTKIdSNr/cZpP' +
  'EoxCMwR4nYqhwjhifaZq68Fj6iOk7rbWtIXRiXD9HD08X3kv1lxo9EB0WtsHDHgRzVgZvFwOvixGCPufgbfIbtRBcEND6ZF6qB/+/xivykaIxCsSzRCKlzOV' +
  '96QkkGwpMR8GvNLVC/SxV+B5oroRtmVmaISgdT00GNfcsU7TD2oYDDuM1BLk7x/foAy8OqNO4KXFhPjKRLt/8kyGoFM05kNb6TVrPME3nwbzfmriFTRCiEtD' +
  '8Hg1fYXIjPqsc7Htuz89L9KjzGl5wlPxE5+Yn4Pe4wIeP9iInfB7I63QV7jbxPvTc6qXZb0MpTzrRT2MsmMv/+JBgtwn1jV9uOs5zckGEPV6PZ5Us/2pFZYz' +
  '7SDdSfxT4hKyFDvqapzRGhCikG7sWBb6NqPOFCevaMrN1mCqYRvCXKIzTgbA97/QTDQp93kGpiI3eG4ae7VGU94Qe5WPF3ioQ82M8YIHKdiW8ni5qqeR2OuP' +
  'C1yYdUzQu17Ix16fIN6Dh8xDAk6CX7BZOkAjyfldaCQJh572zhHjeK0JW72tVLPdi5Ya4bWU9wIYXtSvrwReMedb24B/vACvxmgI8771K74x9xRmcHj11ZMQ' +
  'UQqv27fi6ujxiqB4WfF4RejxImunqRAvZwFeLDvSdt4Z1TIjvDpT3f1wB0SQNdYCtfnD0664SaYvMS9PtBFUW4Wcg8fbqVHXMctj+WVJNyO8jt+mNt6sIose' +
  'sgK8HwleK7ugD2ltaLw5bMJ43fcGKSHDJUW/lBfI9bFXpfCi8TGXOaxvhNdSrZegXU/Uh+tIaL2w/7eYWa9pRDCEZq4BXhG87PUu2+7EUi++qk+8ontaOrVx' +
  'uCh7x4cmwpOTwVU5xvYLbdCYVDcwy6AByYfYH2HrehpqBnOK2xhnDo+QQKA0XvM0rSvACwaoj0qM8ZpDHF4eL9givYDnZz6ikeNksgz1veuFfDoRruIQgToG' +
  '1VTbBZzM1xKl7aajFu1Iwg6aB8XRz16ipVP20NDL/P5VMczSfCA47TNduMgIL5KVqhgvG0SM3K14vXM4DzuH20ycQ7FsEtecOoevF+mdw9J4RdheSnStAC/I' +
  'It7TWINzOM/IOdSnI6dpLWAHfbEbRFTkWLq4Zue464awdVRcHaJ2IuICBid1KaCJm49KfEhOGj5W60OOtAVGeGXNemPmUF8ye8EuzvDtmeR2tOWhFJoHtEvF' +
  '1z+YOIcNYULJkroOXi+117gMYUfUlGUOHcrBS5+8Ax98NSy72yh/k20b+t7LgJevbgzXLsjD0bZnfIKFEK/DAx1x7LWPUJR+wKn+iTSadjmRzJ7/euoc5rvh' +
  'q5zl5OCn6AmmmUPyFBaUTsyHDbYw7LmTBwbgkWwD/R/lRqxPO9AQwJOmJkH0agtdwhadn90XgeRk5hiHavx7L7vux5RDynnvlTneyaLR92hS+a+VPTXBEiO8' +
  'WPTJ4+VUoCPvvS6kDbGuNUWxUdg7L/TXC/ujz0F1tpPVe2GaTgJOHKRXWll/cD2V5n77IvU67nY1eA3CLxoaeq3Ob4TDr6gYM/1prtlPq4MRXuSdSiWsV0qo' +
  'o9N6FE+zDPWdj2ThR/W1ZqZj/YX9YG7eQDuPHJrakA+rVaNHeH0utfG6v22/7PLwAsvw1PcqwGtmkZddj1f7hIMaBqPNWh/ualMnKBkrvUwSKk1W9bbu8YIu' +
  'LkdNjIy6xQHFmLylxeTt0HRVe/DWfkKdajV5I9A0Z6fBz1tphJfSp1J4tVRZwRPmF0Dj7c906UeasAT8Hvros1KJN9cn8rXi9qRW8vOWrGE89QoPmL5N1uPV' +
  'jw+YKV7cu8nON1SZ/pb0GXPpAMhgNVscqoakFzxew+PK8GpzNCM3Zgo1v83PFcqO0Qtz1HDvNc0XPlZkniXjWK+TFpzvosfaMHglCocXHD5jYxCGc9Z8axYN' +
  'ejQpO0gGRfLVrYLCB2vq0a828h8YfbWxygAAiCddz1Mln/O2KIXX+jxeNFhzmD+1DLxgJf38w3x2nLIwytsIXiyMVSIaxPDCB5HQfk+i8uXxzkZenluQTJtx' +
  'yMXoGxSAl9RsTUIk9OqipdakmeJ7/WnDeTd6L48X+SKgEnh1uKV8fXRfPM2RJ6tu0vfTI2JUKausQLwiU32XJeYHRRW9/m0QZ73Eq7F8Dna7y8YLJAdl7d6M' +
  'lzAxzw1qGIw2E3vfKJSFY0xrnsrBD0nyozT3t6nMNQpD/lzIuoSEFjgk6KQmyYyfM+rRF4ujiJV9m8T8m0rlvjkcl4wXvX1B9/KOL40W7j2e8l/9esV48EoW' +
  'ywNJPq4WrgPPzn+HV3Yo6a/pp3F2mOidTyOPF/merZKZw7coU5UWpd7iXPjTvZi8lzb5AuttyhK5pYnk4XohXmLduHeHl+juZIB1IeV/QOL1N34c9paD9wxJ' +
  'U0tvLXZ9dxfWMWfbX9RTH+3qd48XfbXAvirgvzn8S0urlW52HhnbTcX28f5/P17ucj9T0fHf6wg+ihqMPoSq8o8qabvsqiZB8DbU76ni8aJSxqvofJ2/Ha9Y' +
  'ZUip62p7R/hJb+Y2UdUTrCrvqHARWuD/353XLR/dfwMZNqnS';
