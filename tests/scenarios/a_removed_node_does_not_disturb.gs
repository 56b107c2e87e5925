# A removed node that never learnt it cannot depose anybody with pre-votes and CheckQuorum, however long it tries (dissertation §4.2.3, §9.6).
cluster 1 2 3 4 pre-vote check-quorum
(campaign 1)
(settle)
change 1 remove=4
(settle 1 2 3)
lose 4
status 1 4
---
change 1 remove=4
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  * of n4 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change remove n4; commit 1
  → n3: term 1: append after 1@1: 2@1 change remove n4; commit 1
  → n4: term 1: append after 1@1: 2@1 change remove n4; commit 1
lost, n1 to n4: term 1: append after 1@1: 2@1 change remove n4; commit 1
lost, n1 to n4: term 1: append after 2@1: nothing; commit 2
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard
n4: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4

# n4 still believes in four members. Its timer runs out; nobody answers, and its term stays.
wait 500ms
(beat 1)
(settle 1 2 3)
campaign 4
settle
campaign 4
settle
status
---
it is 0.500000s
campaign 4
  election timer ran out
  counts pre-vote of n4: yes
  * role follower → pre-candidate, leader n1 → nobody, timer from 0.000000s → from 0.500000s
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n2: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
n2 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
n3 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
campaign 4
  election timer ran out
  counts pre-vote of n4: yes
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n2: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
n2 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
n3 ← n4: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n4: a leader is alive, so no answer
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.500000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.500000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n1 n2 n3
n4: role pre-candidate, term 1, vote n1, leader nobody, timer from 0.500000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4
