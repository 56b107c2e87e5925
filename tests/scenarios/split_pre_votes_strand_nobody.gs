# Two nodes that ask at the same moment refuse each other only as candidates: who loses the vote follows and may try again (etcd TestPreVoteWithSplitVote).
cluster 1 2 3 pre-vote
(campaign 1)
(settle)
---
ok

# n1 is dead. n2 and n3 ask each other, consent to each other, and both stand: each votes for itself.
campaign 2
campaign 3
settle 2 3
lose 1
status 2 3
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
campaign 3
  election timer ran out
  counts pre-vote of n3: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n2: term 2: asks for a pre-vote, log ends at 1@1
n2 ← n3: term 2: asks for a pre-vote, log ends at 1@1
  gave n3 its pre-vote of term 2
  → n3: term 2: gives a pre-vote
n3 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n2 ← n3: term 2: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n2
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n3 ← n2: term 2: gives a pre-vote
  counts pre-vote of n2: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n3
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n2 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 writes term 2, vote n3, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n2: term 2: asks for a vote, log ends at 1@1
  gave n3 its vote of term 2
  counts vote of n3: yes
n2 ← n3: term 2: asks for a vote, log ends at 1@1
  no vote for n3: the vote is taken
  → n3: term 2: refuses a vote
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  no vote for n2: the vote is taken
  → n2: term 2: refuses a vote
n2 ← n3: term 2: refuses a vote
  counts vote of n3: no
n3 ← n2: term 2: refuses a vote
  counts vote of n2: no
lost, n2 to n1: term 2: asks for a pre-vote, log ends at 1@1
lost, n3 to n1: term 2: asks for a pre-vote, log ends at 1@1
lost, n2 to n1: term 2: asks for a vote, log ends at 1@1
lost, n3 to n1: term 2: asks for a vote, log ends at 1@1
n2: role candidate, term 2, vote n2, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3
n3: role candidate, term 2, vote n3, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3

# The next one to time out wins.
campaign 2
settle 2 3
lose 1
status 2 3
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role candidate → pre-candidate
  → n1: term 3: asks for a pre-vote, log ends at 1@1
  → n3: term 3: asks for a pre-vote, log ends at 1@1
n3 ← n2: term 3: asks for a pre-vote, log ends at 1@1
  gave n2 its pre-vote of term 3
  → n2: term 3: gives a pre-vote
n2 ← n3: term 3: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 2 → 3
  → n1 once stored: term 3: asks for a vote, log ends at 1@1
  → n3 once stored: term 3: asks for a vote, log ends at 1@1
n2 writes term 3, vote n2, commit 1
  → n1: term 3: asks for a vote, log ends at 1@1
  → n3: term 3: asks for a vote, log ends at 1@1
  gave n2 its vote of term 3
  counts vote of n2: yes
n3 ← n2: term 3: asks for a vote, log ends at 1@1
  gives up: there is a higher term
  * role candidate → follower, term 2 → 3, vote n3 → n2
  → n2 once stored: term 3: gives a vote
n3 writes term 3, vote n2, commit 1
  → n2: term 3: gives a vote
  gave n2 its vote of term 3
n2 ← n3: term 3: gives a vote
  counts vote of n3: yes
  appends 2@3
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@3
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 3: append after 1@1: 2@3 no-op; commit 1
  → n3: term 3: append after 1@1: 2@3 no-op; commit 1
n2 writes 2@3 no-op
  * stored 1 → 2
n3 ← n2: term 3: append after 1@1: 2@3 no-op; commit 1
  appends 2@3
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@3
  → n2 once stored: term 3: accepted up to 2
n3 writes 2@3 no-op
  → n2: term 3: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 3: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 3: append after 2@3: nothing; commit 2
n2 writes term 3, vote n2, commit 2 (no sync)
n2 applies 2@3 no-op
  * applied 1 → 2
n3 ← n2: term 3: append after 2@3: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 3: accepted up to 2
n3 writes term 3, vote n2, commit 2 (no sync)
  → n2: term 3: accepted up to 2
n3 applies 2@3 no-op
  * applied 1 → 2
n2 ← n3: term 3: accepted up to 2
lost, n2 to n1: term 3: asks for a pre-vote, log ends at 1@1
lost, n2 to n1: term 3: asks for a vote, log ends at 1@1
lost, n2 to n1: term 3: append after 1@1: 2@3 no-op; commit 1
n2: role leader, term 3, vote n2, leader n2, timer from 0.000000s, log 1 to 2@3, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 2/3 told 2 heard
n3: role follower, term 3, vote n2, leader n2, timer from 0.000000s, log 1 to 2@3, stored 2, commit 2, applied 2, members voters n1 n2 n3
